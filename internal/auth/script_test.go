package auth_test

import (
	"log/slog"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yueyue/internal/auth"
	"yueyue/internal/auth/authtest"
	"yueyue/internal/knowledge"
)

// The script that the README shows to whoever joins a host page signs what the program accepts.
func TestTheScriptSigns(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no Node to run the script with:", err)
	}
	folder := filepath.Join(t.TempDir(), "keys")
	sign := func(claims ...string) string {
		said, err := exec.Command(node, append([]string{"../../api/web/scripts/token.mjs", folder}, claims...)...).Output()
		if err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		return strings.TrimSpace(string(said))
	}
	first := sign("taxpayer-1", "name=张三", "capacity=enterprise", "region=340100")
	verifier, err := auth.OpenVerifier(auth.Config{
		Issuer: authtest.Issuer, Audience: authtest.Audience, KeysFile: filepath.Join(folder, "keys.json"),
	}, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	got, err := verifier.Verify(t.Context(), first)
	if err != nil || got.Subject != "taxpayer-1" || got.Name != "张三" || got.Audience != knowledge.Enterprise || got.Region != "340100" {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = verifier.Verify(t.Context(), sign("taxpayer-2")); err != nil || got.Subject != "taxpayer-2" {
		t.Errorf("the second run, with the same key: %+v, %v", got, err)
	}
	_, err = verifier.Verify(t.Context(), sign("taxpayer-1", "aud=bank"))
	expectRefusal(t, err, "credential_audience_wrong")
}
