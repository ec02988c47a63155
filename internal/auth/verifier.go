package auth

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// Leeway is how far the clocks of the host and of this program may be apart.
const Leeway = time.Minute

const (
	maxToken   = 8 << 10 // bytes
	maxSubject = 256     // bytes
)

// Config says whose signed tokens name a taxpayer.
type Config struct {
	Issuer   string // iss must be this
	Audience string // aud must contain this
	KeysFile string // JWKS of the host's public keys; empty: every taxpayer is anonymous
}

// Validate reports keys without the issuer and audience that go with them.
func (c Config) Validate() error {
	if c.KeysFile != "" && (c.Issuer == "" || c.Audience == "") {
		return fault.New(fault.Invalid, "auth.Config", "identity_incomplete", "设置了 identity.keys_file 时，issuer 和 audience 都必须填写。")
	}
	return nil
}

// Verifier checks the tokens that a host page signs for its taxpayers. It is safe for concurrent use.
type Verifier struct {
	keys     *keyFile // nil: no host is configured
	parser   *jwt.Parser
	refusals refusals
}

// OpenVerifier reads the keys. Without a KeysFile the Verifier refuses every token. A file that is missing or damaged is
// fault.Invalid with a message for whoever started the program.
func OpenVerifier(config Config, now func() time.Time, logger *slog.Logger) (*Verifier, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	v := &Verifier{refusals: refusals{logger: logger, now: now, told: map[reason]time.Time{}, since: map[reason]int{}}}
	if config.KeysFile == "" {
		return v, nil
	}
	keys, err := openKeyFile(config.KeysFile, logger)
	if err != nil {
		return nil, &fault.Error{
			Kind: fault.Invalid, Op: "auth.OpenVerifier", Code: "identity_keys_unreadable", Err: err,
			Message: fmt.Sprintf("身份公钥文件 %s 无法使用，请检查 identity.keys_file：应为只含公钥的 JWKS（RSA 2048 位以上、EC P-256 或 Ed25519）。", config.KeysFile),
		}
	}
	v.keys = keys
	v.parser = jwt.NewParser(
		jwt.WithValidMethods([]string{"RS256", "ES256", "EdDSA"}),
		jwt.WithIssuer(config.Issuer),
		jwt.WithAudience(config.Audience),
		jwt.WithExpirationRequired(),
		jwt.WithLeeway(Leeway),
		jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(now),
	)
	return v, nil
}

// claims are the parts of a token that the program reads.
type claims struct {
	jwt.RegisteredClaims
	Name           string `json:"name"`
	Capacity       string `json:"capacity"` // enterprise, natural_person, or absent
	TaxpayerNumber string `json:"taxpayer_number"`
	Region         string `json:"region"` // six digits of GB/T 2260, or absent
}

// Verify gives the taxpayer whom a token names. Whatever is wrong with it is fault.Unauthenticated. Where the host did sign
// it, the code says what is wrong: credential_expired, credential_not_yet_valid, credential_issuer_wrong,
// credential_audience_wrong, credential_claims_invalid. Without a host it is credential_not_supported; anything else is
// credential_invalid, and the log alone knows why.
func (v *Verifier) Verify(ctx context.Context, token string) (Principal, error) {
	c, err := v.read(token)
	if err != nil {
		why := reasonOf(err)
		v.refusals.count(ctx, why)
		return Principal{}, why.fault()
	}
	return Principal{
		Kind: Taxpayer, Subject: c.Subject, Name: c.Name, TaxpayerNumber: c.TaxpayerNumber,
		Audience: knowledge.Audience(c.Capacity), Region: c.Region, ExpiresAt: c.ExpiresAt.Time,
	}, nil
}

// read gives the claims of a token that is valid in every way.
func (v *Verifier) read(token string) (claims, error) {
	if v.keys == nil {
		return claims{}, noHost
	}
	if len(token) > maxToken || strings.ContainsAny(token, "\r\n") { // the base64 decoder skips line ends
		return claims{}, outOfBounds
	}
	var c claims
	if _, err := v.parser.ParseWithClaims(token, &c, v.key); err != nil {
		return claims{}, err
	}
	return c, c.check()
}

// key finds the key that a token names, and refuses the token unless it uses that key's own algorithm.
func (v *Verifier) key(token *jwt.Token) (any, error) {
	if _, found := token.Header["crit"]; found {
		return nil, critical
	}
	id, _ := token.Header["kid"].(string)
	found, ok := v.keys.current().find(id)
	switch {
	case !ok:
		return nil, unknownKey
	case token.Method.Alg() != found.algorithm:
		return nil, wrongAlgorithm
	}
	return found.public, nil
}

// check looks at the claims that are ours.
func (c claims) check() error {
	switch {
	case c.Subject == "" || len(c.Subject) > maxSubject || strings.ContainsRune(c.Subject, 0):
		return badSubject
	case len(c.Name) > maxSubject || len(c.TaxpayerNumber) > maxSubject:
		return badName
	case c.Capacity != "" && c.Capacity != string(knowledge.Enterprise) && c.Capacity != string(knowledge.NaturalPerson):
		return badCapacity
	case c.Region != "" && !IsRegion(c.Region):
		return badRegion
	}
	return nil
}

// IsRegion reports whether text has the form of a region code, six digits.
func IsRegion(text string) bool {
	return len(text) == 6 && strings.Trim(text, "0123456789") == ""
}

// invalid refuses a credential that is no token of a host.
func invalid(cause error) error {
	return &fault.Error{Kind: fault.Unauthenticated, Op: "auth.Verify", Code: plainCode, Err: cause, Message: plainSentence}
}

// readAll reads at most limit bytes; more is an error.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(content)) > limit {
		return nil, fmt.Errorf("more than %d bytes", limit)
	}
	return content, err
}
