package staff

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"yueyue/internal/fault"
)

// Argon2 are the parameters of argon2id (RFC 9106). The least that is taken is the second line of the OWASP Password Storage
// Cheat Sheet of 2023: 19 MiB and two passes (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html).
type Argon2 struct {
	Memory  uint32 // KiB; 19,456 to 1,048,576; default 19,456
	Time    uint32 // passes; 2 to 100; default 3
	Threads uint8  // 1 to 16; default 1
}

const (
	saltBytes   = 16
	hashBytes   = 32
	minPassword = 12 // characters
	maxPassword = 256
	// hashers bounds how many passwords are worked on at once, and so the memory: 4 × 19 MiB by default.
	hashers = 4
)

func (a Argon2) strong() bool {
	return a.Memory >= 19456 && a.Memory <= 1<<20 && a.Time >= 2 && a.Time <= 100 && a.Threads >= 1 && a.Threads <= 16
}

// hasher works on passwords, a few at once.
type hasher struct {
	parameters Argon2
	turns      chan struct{}
	dummy      string // a PHC string that no password fits
}

func newHasher(parameters Argon2) *hasher {
	h := &hasher{parameters: parameters, turns: make(chan struct{}, hashers)}
	h.dummy = phc(parameters, random(saltBytes), random(hashBytes))
	return h
}

// hash gives the PHC string of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.turn(ctx); err != nil {
		return "", err
	}
	defer h.done()
	salt := random(saltBytes)
	p := h.parameters
	return phc(p, salt, argon2.IDKey([]byte(password), salt, p.Time, p.Memory, p.Threads, hashBytes)), nil
}

// fits tells whether a password is the one of a PHC string, and whether the string has other parameters than today's. An empty
// string fits none and costs the same.
func (h *hasher) fits(ctx context.Context, password, encoded string) (fits, outdated bool, err error) {
	if encoded == "" {
		encoded = h.dummy
	}
	parameters, salt, hash, err := parsePHC(encoded)
	if err != nil {
		return false, false, fault.Wrap(fault.Internal, "staff.Login", err)
	}
	if err := h.turn(ctx); err != nil {
		return false, false, err
	}
	defer h.done()
	got := argon2.IDKey([]byte(password), salt, parameters.Time, parameters.Memory, parameters.Threads, uint32(len(hash)))
	return subtle.ConstantTimeCompare(got, hash) == 1, parameters != h.parameters, nil
}

func (h *hasher) turn(ctx context.Context) error {
	select {
	case h.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fault.Wrap(fault.Unavailable, "staff.password", ctx.Err())
	}
}

func (h *hasher) done() { <-h.turns }

// phc writes a hash as https://github.com/P-H-C/phc-string-format says.
func phc(p Argon2, salt, hash []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, p.Memory, p.Time, p.Threads, b64.EncodeToString(salt), b64.EncodeToString(hash))
}

func parsePHC(encoded string) (p Argon2, salt, hash []byte, err error) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, fmt.Errorf("not a PHC string of argon2id")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.Memory, &p.Time, &p.Threads); err != nil || !p.strong() {
		return p, nil, nil, fmt.Errorf("parameters of argon2id: %q", parts[3])
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return p, nil, nil, err
	}
	if hash, err = base64.RawStdEncoding.DecodeString(parts[5]); err == nil && len(hash) < 16 {
		err = fmt.Errorf("a hash of %d bytes", len(hash))
	}
	return p, salt, hash, err
}

// checkPassword asks for length, which is what counts (NIST SP 800-63B), and that it is not the name.
func checkPassword(op, name, password string) error {
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password) || n < minPassword || n > maxPassword:
		return fault.New(fault.Invalid, op, "password_length", fmt.Sprintf("口令至少%d个字符，最多%d个。", minPassword, maxPassword))
	case strings.Contains(strings.ToLower(password), name) || strings.Count(password, password[:1]) == len(password):
		return fault.New(fault.Invalid, op, "password_weak", "口令不能含有登录名，也不能只是一个字符的重复。")
	}
	return nil
}

// generatedPassword is 20 characters of 32, 100 bits, none of which is taken for another, in groups of five.
func generatedPassword() string {
	const alphabet = "abcdefghjkmnpqrstuvwxyz23456789+"
	var out strings.Builder
	for i, b := range random(20) {
		if i > 0 && i%5 == 0 {
			out.WriteByte('-')
		}
		out.WriteByte(alphabet[b%32])
	}
	return out.String()
}

func random(n int) []byte {
	bytes := make([]byte, n)
	_, _ = rand.Read(bytes) // never fails
	return bytes
}
