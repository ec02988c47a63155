package auth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
)

// key is one public key and the one algorithm it is used with.
type key struct {
	id        string
	algorithm string // RS256, ES256, EdDSA
	public    crypto.PublicKey
}

// keySet is what a JWKS file holds, immutable.
type keySet []key

// jwk is a JSON Web Key (RFC 7517) as far as public keys for signatures need it.
type jwk struct {
	Kty string `json:"kty"`
	Use string `json:"use"`
	Alg string `json:"alg"`
	Kid string `json:"kid"`
	N   string `json:"n"`
	E   string `json:"e"`
	Crv string `json:"crv"`
	X   string `json:"x"`
	Y   string `json:"y"`
	D   string `json:"d"`
}

// parseKeys reads a JWKS document. Keys of other uses are skipped; a damaged key, a private one, a weak one, a key id that
// stands twice, or no usable key at all make the whole document an error, so that an operator's slip is seen at once.
func parseKeys(document []byte) (keySet, error) {
	var file struct {
		Keys []jwk `json:"keys"`
	}
	if err := json.Unmarshal(document, &file); err != nil {
		return nil, fmt.Errorf("not a JWKS document: %w", err)
	}
	var keys keySet
	ids := map[string]bool{}
	for i, k := range file.Keys {
		if k.Use != "" && k.Use != "sig" {
			continue
		}
		parsed, err := k.parse()
		if err != nil {
			return nil, fmt.Errorf("key %d (kid %q): %w", i+1, k.Kid, err)
		}
		if ids[k.Kid] {
			return nil, fmt.Errorf("key %d: kid %q stands twice", i+1, k.Kid)
		}
		ids[k.Kid] = true
		keys = append(keys, parsed)
	}
	if len(keys) == 0 {
		return nil, errors.New("no key for signatures")
	}
	return keys, nil
}

// find gives the key of an id; a token without an id is for the only key there is.
func (s keySet) find(id string) (key, bool) {
	if id == "" && len(s) == 1 {
		return s[0], true
	}
	for _, k := range s {
		if k.id == id && id != "" {
			return k, true
		}
	}
	return key{}, false
}

func (k jwk) parse() (key, error) {
	if k.D != "" {
		return key{}, errors.New("this is a private key; only public keys belong here")
	}
	var algorithm string
	var public crypto.PublicKey
	var err error
	switch {
	case k.Kty == "RSA":
		algorithm = "RS256"
		public, err = k.rsa()
	case k.Kty == "EC" && k.Crv == "P-256":
		algorithm = "ES256"
		public, err = k.ecdsa()
	case k.Kty == "OKP" && k.Crv == "Ed25519":
		algorithm = "EdDSA"
		public, err = k.ed25519()
	default:
		return key{}, fmt.Errorf("kind %q %q is not supported; use RSA, EC P-256 or OKP Ed25519", k.Kty, k.Crv)
	}
	if err != nil {
		return key{}, err
	}
	if k.Alg != "" && k.Alg != algorithm {
		return key{}, fmt.Errorf("algorithm %q is not supported for this key; use %s", k.Alg, algorithm)
	}
	return key{id: k.Kid, algorithm: algorithm, public: public}, nil
}

func (k jwk) rsa() (crypto.PublicKey, error) {
	n, err := number(k.N)
	if err != nil {
		return nil, err
	}
	e, err := number(k.E)
	if err != nil {
		return nil, err
	}
	if n.BitLen() < 2048 || n.BitLen() > 16384 {
		return nil, fmt.Errorf("an RSA key of %d bits; use 2048 or more", n.BitLen())
	}
	if !e.IsInt64() || e.Int64() < 3 || e.Int64() > 1<<31-1 || e.Bit(0) == 0 {
		return nil, errors.New("the RSA exponent is out of range")
	}
	return &rsa.PublicKey{N: n, E: int(e.Int64())}, nil
}

func (k jwk) ecdsa() (crypto.PublicKey, error) {
	x, err := bytesOf(k.X)
	if err != nil {
		return nil, err
	}
	y, err := bytesOf(k.Y)
	if err != nil {
		return nil, err
	}
	if len(x) != 32 || len(y) != 32 {
		return nil, errors.New("a coordinate of P-256 is 32 bytes")
	}
	return ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, x...), y...))
}

func (k jwk) ed25519() (crypto.PublicKey, error) {
	x, err := bytesOf(k.X)
	if err != nil {
		return nil, err
	}
	if len(x) != ed25519.PublicKeySize {
		return nil, errors.New("an Ed25519 key is 32 bytes")
	}
	return ed25519.PublicKey(x), nil
}

func number(text string) (*big.Int, error) {
	digits, err := bytesOf(text)
	return new(big.Int).SetBytes(digits), err
}

func bytesOf(text string) ([]byte, error) {
	if text == "" {
		return nil, errors.New("a part of the key is missing")
	}
	return base64.RawURLEncoding.DecodeString(text)
}
