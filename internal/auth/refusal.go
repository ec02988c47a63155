package auth

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"yueyue/internal/fault"
)

// reason is why the token of a host is refused: a fixed word, so that nothing of the token can come into a log with it. It is
// an error for the way from where it is found to refuse.
type reason string

func (r reason) Error() string { return string(r) }

// The reasons. Those up to badSignature are found before the signature has been checked.
const (
	noHost          reason = "no host is configured"
	outOfBounds     reason = "token out of bounds"
	malformed       reason = "malformed"
	critical        reason = "critical extensions are not supported" // RFC 7515, 4.1.11
	unknownKey      reason = "unknown key"
	wrongAlgorithm  reason = "not the algorithm of the key"
	badSignature    reason = "bad signature"
	wrongIssuer     reason = "wrong issuer"
	wrongAudience   reason = "wrong audience"
	expired         reason = "expired"
	notYetValid     reason = "not yet valid"
	claimMissing    reason = "iss, aud or exp is missing"
	badSubject      reason = "sub is missing or out of bounds"
	badName         reason = "name or taxpayer_number is out of bounds"
	badCapacity     reason = "capacity is neither enterprise nor natural_person"
	badRegion       reason = "region is not six digits"
	plainCode              = "credential_invalid" // for all that is found before the signature has been checked
	plainSentence          = "登录信息无效，请刷新页面后重试。"
	expiredSentence        = "登录已过期，请刷新页面后重试。"
)

// codes are the stable codes of what is wrong with a token that the host did sign: they help whoever joins a page to the
// service, and tell nothing to anybody who cannot sign.
var codes = map[reason]string{
	noHost:        "credential_not_supported",
	wrongIssuer:   "credential_issuer_wrong",
	wrongAudience: "credential_audience_wrong",
	expired:       "credential_expired",
	notYetValid:   "credential_not_yet_valid",
	claimMissing:  "credential_claims_invalid",
	badSubject:    "credential_claims_invalid",
	badName:       "credential_claims_invalid",
	badCapacity:   "credential_claims_invalid",
	badRegion:     "credential_claims_invalid",
}

// reasonOf tells the errors of the parser apart. The order counts: what is not meant for us is not called expired, which
// would make a page fetch the same kind of token again.
func reasonOf(err error) reason {
	if known, ok := errors.AsType[reason](err); ok {
		return known
	}
	for _, e := range []struct {
		is  error
		why reason
	}{
		{jwt.ErrTokenSignatureInvalid, badSignature},
		{jwt.ErrTokenInvalidIssuer, wrongIssuer},
		{jwt.ErrTokenInvalidAudience, wrongAudience},
		{jwt.ErrTokenRequiredClaimMissing, claimMissing},
		{jwt.ErrTokenNotValidYet, notYetValid},
		{jwt.ErrTokenExpired, expired},
	} {
		if errors.Is(err, e.is) {
			return e.why
		}
	}
	return malformed
}

// fault is the error that callers see.
func (r reason) fault() error {
	e := &fault.Error{Kind: fault.Unauthenticated, Op: "auth.Verify", Code: plainCode, Message: plainSentence, Err: r}
	if code, ok := codes[r]; ok {
		e.Code = code
	}
	if r == expired {
		e.Message = expiredSentence
	}
	return e
}

// refusals tells an operator why tokens are refused: at most one line a minute and reason, which counts those since the line
// before. Tokens run out every day, so that alone is no warning.
type refusals struct {
	logger *slog.Logger
	now    func() time.Time

	mu    sync.Mutex
	told  map[reason]time.Time // when the last line was written
	since map[reason]int       // refused since then
}

const refusalPeriod = time.Minute

func (r *refusals) count(ctx context.Context, why reason) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.since[why]++
	now := r.now()
	if last, ok := r.told[why]; ok && now.Sub(last) < refusalPeriod {
		return
	}
	level := slog.LevelWarn
	if why == expired {
		level = slog.LevelDebug
	}
	r.logger.LogAttrs(ctx, level, "host token refused", slog.String("reason", string(why)), slog.Int("times", r.since[why]))
	r.told[why], r.since[why] = now, 0
}
