// Package authtest plays the host page in tests: it makes keys, publishes them as a JWKS file and signs tokens.
package authtest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"yueyue/internal/auth"
)

// Issuer and Audience are what a Host's tokens name.
const (
	Issuer   = "https://etax.example"
	Audience = "yueyue"
)

// Host is a host page with its keys.
type Host struct {
	Path string // of the JWKS file
	keys map[string]crypto.Signer
	file []map[string]string
	tick time.Time
}

// NewHost makes a host with one key of each kind, named as its kind (rsa, ec, ed), and publishes them in a fresh folder. RSA
// keys take long to make; without kinds the host has ec and ed.
func NewHost(t testing.TB, kinds ...string) *Host {
	t.Helper()
	h := &Host{Path: filepath.Join(t.TempDir(), "keys.json"), keys: map[string]crypto.Signer{}, tick: time.Now()}
	if len(kinds) == 0 {
		kinds = []string{"ec", "ed"}
	}
	for _, kind := range kinds {
		h.AddKey(t, kind, kind)
	}
	h.Publish(t)
	return h
}

// Config is the configuration that trusts this host.
func (h *Host) Config() auth.Config {
	return auth.Config{Issuer: Issuer, Audience: Audience, KeysFile: h.Path}
}

// AddKey makes a key of a kind (rsa, ec or ed); it counts from the next Publish on.
func (h *Host) AddKey(t testing.TB, id, kind string) {
	t.Helper()
	var signer crypto.Signer
	var err error
	public := map[string]string{"kid": id, "use": "sig"}
	switch kind {
	case "rsa":
		var key *rsa.PrivateKey
		key, err = rsa.GenerateKey(rand.Reader, 2048)
		signer = key
		public["kty"], public["alg"] = "RSA", "RS256"
		public["n"], public["e"] = encode(key.N.Bytes()), encode(big.NewInt(int64(key.E)).Bytes())
	case "ec":
		var key *ecdsa.PrivateKey
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		signer = key
		point, failed := key.PublicKey.Bytes()
		if failed != nil {
			t.Fatal(failed)
		}
		public["kty"], public["crv"], public["alg"] = "EC", "P-256", "ES256"
		public["x"], public["y"] = encode(point[1:33]), encode(point[33:])
	case "ed":
		var key ed25519.PrivateKey
		_, key, err = ed25519.GenerateKey(rand.Reader)
		signer = key
		public["kty"], public["crv"], public["x"] = "OKP", "Ed25519", encode(key.Public().(ed25519.PublicKey))
	}
	if err != nil {
		t.Fatal(err)
	}
	h.keys[id], h.file = signer, append(h.file, public)
}

// DropKey takes a key away; it stops counting with the next Publish.
func (h *Host) DropKey(id string) {
	for i, public := range h.file {
		if public["kid"] == id {
			h.file = append(h.file[:i], h.file[i+1:]...)
			return
		}
	}
}

// Publish writes the JWKS file.
func (h *Host) Publish(t testing.TB) {
	t.Helper()
	document, err := json.Marshal(map[string]any{"keys": h.file})
	if err != nil {
		t.Fatal(err)
	}
	h.Write(t, document)
}

// Write puts any bytes in place of the JWKS file, with a later time than before.
func (h *Host) Write(t testing.TB, document []byte) {
	t.Helper()
	h.tick = h.tick.Add(time.Second)
	if err := os.WriteFile(h.Path, document, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(h.Path, h.tick, h.tick); err != nil {
		t.Fatal(err)
	}
}

// Public is the public part of a key.
func (h *Host) Public(id string) crypto.PublicKey { return h.keys[id].Public() }

// Signer is the private part of a key.
func (h *Host) Signer(id string) crypto.Signer { return h.keys[id] }

// Claims are those of a valid token for a subject: an enterprise in Hefei, for one hour from now on.
func Claims(subject string, now time.Time) jwt.MapClaims {
	return jwt.MapClaims{
		"iss": Issuer, "aud": Audience, "sub": subject, "exp": now.Add(time.Hour).Unix(), "iat": now.Unix(),
		"name": "张三", "capacity": "enterprise", "taxpayer_number": "91340100MA0000000X", "region": "340100",
	}
}

// Token signs claims with a key of the host, by the key's own algorithm.
func (h *Host) Token(t testing.TB, id string, claims jwt.MapClaims) string {
	t.Helper()
	var method jwt.SigningMethod
	switch h.keys[id].(type) {
	case *rsa.PrivateKey:
		method = jwt.SigningMethodRS256
	case *ecdsa.PrivateKey:
		method = jwt.SigningMethodES256
	default:
		method = jwt.SigningMethodEdDSA
	}
	return h.Sign(t, method, h.keys[id], map[string]any{"kid": id}, claims)
}

// Sign makes a token of any method, key and header fields.
func (h *Host) Sign(t testing.TB, method jwt.SigningMethod, key any, header map[string]any, claims jwt.MapClaims) string {
	t.Helper()
	token := jwt.NewWithClaims(method, claims)
	for name, value := range header {
		token.Header[name] = value
	}
	signed, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
