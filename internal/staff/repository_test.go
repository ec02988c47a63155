package staff_test

import (
	"context"
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/staff"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

const password = "correct horse battery"

var (
	noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)
	root = audit.Actor{Name: "root", Role: "administrator"}
	home = staff.From{Address: netip.MustParseAddr("192.0.2.7"), UserAgent: "Firefox"}
)

// office is a repository with its clock.
type office struct {
	*staff.Repository
	t     *testing.T
	db    *store.DB
	trail *audit.Trail
	now   *time.Time
}

func newOffice(t *testing.T, db *store.DB) office {
	at := noon
	o := office{t: t, db: db, now: &at}
	clock := func() time.Time { return *o.now }
	o.trail = audit.NewTrail(db, clock)
	config := staff.DefaultConfig()
	config.Password.Time = 2
	config.FailuresPerName, config.FailuresPerAddress = 3, 5
	check(t, config.Validate())
	o.Repository = staff.NewRepository(db, o.trail, config, clock)
	return o
}

func (o office) later(d time.Duration) { *o.now = o.now.Add(d) }

func (o office) create(name string, roles ...staff.Role) staff.Account {
	o.t.Helper()
	account, _, err := o.Create(o.t.Context(), root, staff.New{Name: name, DisplayName: "某" + name, Roles: roles, Password: password})
	check(o.t, err)
	return account
}

func (o office) login(name string) (staff.Session, string) {
	o.t.Helper()
	session, token, err := o.Login(o.t.Context(), name, password, home)
	check(o.t, err)
	return session, token
}

func TestRepository(t *testing.T) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *store.DB)
	}{
		{"first administrator", first},
		{"accounts", accounts},
		{"what cannot be an account", refusals},
		{"login", login},
		{"session ends", sessionEnds},
		{"sessions are listed and revoked", revoking},
		{"passwords", passwords},
		{"rehash", rehash},
		{"throttle", throttle},
		{"last administrator", lastAdministrator},
		{"identity", identity},
		{"trail", trail},
	} {
		t.Run(c.name, func(t *testing.T) { storetest.Each(t, c.test) })
	}
}

// first: nobody has to be there for somebody to be made, and a generated password opens the way in.
func first(t *testing.T, db *store.DB) {
	o := newOffice(t, db)
	made, generated, err := o.Create(t.Context(), staff.System, staff.New{
		Name: "Root", DisplayName: "管理员", Roles: []staff.Role{staff.Administrator},
	})
	check(t, err)
	if made.Name != "root" || len(generated) != 23 {
		t.Errorf("made %+v, generated %q", made, generated)
	}
	session, _, err := o.Login(t.Context(), "ROOT", generated, home)
	check(t, err)
	if !session.Account.Has(staff.Administrator) {
		t.Errorf("account %+v", session.Account)
	}
	_, generated, err = o.Create(t.Context(), staff.System, staff.New{Name: "root", DisplayName: "另一位"})
	want(t, err, fault.Conflict, "name_taken")
	if generated != "" {
		t.Error("a password of nobody")
	}
}

func accounts(t *testing.T, db *store.DB) {
	o := newOffice(t, db)
	li := o.create(" Li ", staff.ContentReviewer, staff.ContentEditor, staff.ContentEditor)
	if li.Name != "li" || !reflect.DeepEqual(li.Roles, []staff.Role{staff.ContentEditor, staff.ContentReviewer}) || !li.Password || li.Disabled {
		t.Errorf("created %+v", li)
	}
	nobody := o.create("nobody")
	read, err := o.Account(t.Context(), "LI")
	check(t, err)
	all, err := o.Accounts(t.Context())
	check(t, err)
	if !reflect.DeepEqual(read, li) || !reflect.DeepEqual(all, []staff.Account{li, nobody}) {
		t.Errorf("read %+v, all %+v", read, all)
	}
	o.later(time.Hour)
	name, roles := "李四", []staff.Role{staff.Agent}
	changed, err := o.Update(t.Context(), root, "li", staff.Change{DisplayName: &name, Roles: &roles})
	check(t, err)
	read, err = o.Account(t.Context(), "li")
	check(t, err)
	if !reflect.DeepEqual(read, changed) || read.DisplayName != name || !reflect.DeepEqual(read.Roles, roles) || !read.UpdatedAt.Equal(*o.now) || read.Has(staff.ContentEditor) {
		t.Errorf("changed %+v, read %+v", changed, read)
	}
}

func refusals(t *testing.T, db *store.DB) {
	o := newOffice(t, db)
	o.create("taken")
	for _, c := range []struct {
		name    string
		account staff.New
		kind    fault.Kind
		code    string
	}{
		{"name too short", staff.New{Name: "a", DisplayName: "某"}, fault.Invalid, "name_invalid"},
		{"name too long", staff.New{Name: strings.Repeat("a", 65), DisplayName: "某"}, fault.Invalid, "name_invalid"},
		{"name of other letters", staff.New{Name: "李四", DisplayName: "某"}, fault.Invalid, "name_invalid"},
		{"no display name", staff.New{Name: "abc"}, fault.Invalid, "display_name_invalid"},
		{"display name of two lines", staff.New{Name: "abc", DisplayName: "某\n某"}, fault.Invalid, "display_name_invalid"},
		{"role", staff.New{Name: "abc", DisplayName: "某", Roles: []staff.Role{"root"}}, fault.Invalid, "role_unknown"},
		{"11 characters", staff.New{Name: "abc", DisplayName: "某", Password: "一二三四五六七八九十一"}, fault.Invalid, "password_length"},
		{"257 characters", staff.New{Name: "abc", DisplayName: "某", Password: strings.Repeat("12", 128) + "3"}, fault.Invalid, "password_length"},
		{"password with the name", staff.New{Name: "abc", DisplayName: "某", Password: "my ABC password"}, fault.Invalid, "password_weak"},
		{"password of one character", staff.New{Name: "abc", DisplayName: "某", Password: "1111111111111"}, fault.Invalid, "password_weak"},
		{"taken", staff.New{Name: "TAKEN", DisplayName: "某", Password: password}, fault.Conflict, "name_taken"},
	} {
		_, _, err := o.Create(t.Context(), root, c.account)
		if fault.KindOf(err) != c.kind || fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	bad, roles := "", []staff.Role{"root"}
	want(t, second(o.Update(t.Context(), root, "taken", staff.Change{DisplayName: &bad})), fault.Invalid, "display_name_invalid")
	want(t, second(o.Update(t.Context(), root, "taken", staff.Change{Roles: &roles})), fault.Invalid, "role_unknown")
	want(t, second(o.Update(t.Context(), root, "nobody", staff.Change{})), fault.NotFound, "account_unknown")
	want(t, second(o.Account(t.Context(), "nobody")), fault.NotFound, "account_unknown")
	want(t, second(o.SetPassword(t.Context(), root, "nobody", password)), fault.NotFound, "account_unknown")
	want(t, second(o.SetPassword(t.Context(), root, "taken", "short")), fault.Invalid, "password_length")
}

func login(t *testing.T, db *store.DB) {
	o := newOffice(t, db)
	o.create("li", staff.ContentEditor)
	session, token := o.login(" LI ")
	if len(token) != 43 || session.Address != "192.0.2.7" || session.UserAgent != "Firefox" || session.Account.Name != "li" ||
		!session.ExpiresAt.Equal(noon.Add(12*time.Hour)) || session.Actor("") != (audit.Actor{Name: "li", Role: "content_editor"}) {
		t.Errorf("token of %d characters, session %+v", len(token), session)
	}
	again, err := o.Authenticate(t.Context(), token)
	check(t, err)
	if !reflect.DeepEqual(again, session) {
		t.Errorf("authenticated %+v, opened %+v", again, session)
	}
	for _, wrong := range []string{"", "x", token[:42], token + "A", strings.Repeat("A", 101), string(session.ID), "\x00"} {
		want(t, second(o.Authenticate(t.Context(), wrong)), fault.Unauthenticated, "session_invalid")
	}
	var kept int
	check(t, db.QueryRow(t.Context(), "SELECT count(*) FROM staff_sessions WHERE token_hash = $1 OR id = $1", token).Scan(&kept))
	if kept != 0 {
		t.Error("the token itself is kept")
	}
	for _, c := range []struct{ name, password string }{
		{"li", "wrong password"}, {"nobody", password}, {"li", ""}, {"\x00", password}, {"", ""},
	} {
		_, _, err := o.Login(t.Context(), c.name, c.password, staff.From{Address: netip.MustParseAddr("192.0.2.8")})
		want(t, err, fault.Unauthenticated, "login_failed")
	}
}

func sessionEnds(t *testing.T, db *store.DB) {
	o := newOffice(t, db)
	o.create("li", staff.Agent)
	_, token := o.login("li")
	for range 5 { // in use, it lives on
		o.later(119 * time.Minute)
		session, err := o.Authenticate(t.Context(), token)
		check(t, err)
		if !session.SeenAt.Equal(*o.now) {
			t.Errorf("seen %v", session.SeenAt)
		}
	}
	o.later(119 * time.Minute)
	check(t, second(o.Authenticate(t.Context(), token)))
	o.later(7 * time.Minute) // 12:01 h after the login
	want(t, second(o.Authenticate(t.Context(), token)), fault.Unauthenticated, "session_invalid")

	_, token = o.login("li")
	o.later(59 * time.Second) // too soon to be written
	session, err := o.Authenticate(t.Context(), token)
	check(t, err)
	if !session.SeenAt.Equal(o.now.Add(-59 * time.Second)) {
		t.Errorf("seen %v", session.SeenAt)
	}
	o.later(2*time.Hour - 59*time.Second)
	want(t, second(o.Authenticate(t.Context(), token)), fault.Unauthenticated, "session_invalid")
	sessions, err := o.Sessions(t.Context(), "li")
	check(t, err)
	if len(sessions) != 0 {
		t.Errorf("listed %+v", sessions)
	}
	o.login("li")
	var rows int
	check(t, db.QueryRow(t.Context(), "SELECT count(*) FROM staff_sessions").Scan(&rows))
	if rows != 1 {
		t.Errorf("%d rows; the ended ones go with the next login", rows)
	}
}

func revoking(t *testing.T, db *store.DB) {
	o := newOffice(t, db)
	o.create("li", staff.Agent)
	o.create("wang", staff.Agent)
	one, oneToken := o.login("li")
	o.later(time.Second)
	two, twoToken := o.login("li")
	_, otherToken := o.login("wang")
	sessions, err := o.Sessions(t.Context(), "li")
	check(t, err)
	if !reflect.DeepEqual(sessions, []staff.Session{two, one}) {
		t.Errorf("listed %+v", sessions)
	}
	want(t, o.Revoke(t.Context(), root, "wang", one.ID), fault.NotFound, "session_unknown")
	check(t, o.Revoke(t.Context(), root, "li", one.ID))
	want(t, o.Revoke(t.Context(), root, "li", one.ID), fault.NotFound, "session_unknown")
	want(t, second(o.Authenticate(t.Context(), oneToken)), fault.Unauthenticated, "session_invalid")
	check(t, second(o.Authenticate(t.Context(), twoToken)))

	_, threeToken := o.login("li")
	check(t, o.RevokeAll(t.Context(), root, "li", two.ID))
	want(t, second(o.Authenticate(t.Context(), threeToken)), fault.Unauthenticated, "session_invalid")
	check(t, second(o.Authenticate(t.Context(), twoToken)))
	check(t, o.RevokeAll(t.Context(), root, "li", ""))
	want(t, second(o.Authenticate(t.Context(), twoToken)), fault.Unauthenticated, "session_invalid")
	check(t, second(o.Authenticate(t.Context(), otherToken)))

	// A changed role counts at the next request; a disabled account has no sessions and opens none.
	roles, yes, no := []staff.Role{staff.Supervisor}, true, false
	check(t, second(o.Update(t.Context(), root, "wang", staff.Change{Roles: &roles})))
	session, err := o.Authenticate(t.Context(), otherToken)
	check(t, err)
	if !session.Account.Has(staff.Supervisor) || session.Account.Has(staff.Agent) {
		t.Errorf("roles %v", session.Account.Roles)
	}
	check(t, second(o.Update(t.Context(), root, "wang", staff.Change{Disabled: &yes})))
	want(t, second(o.Authenticate(t.Context(), otherToken)), fault.Unauthenticated, "session_invalid")
	_, _, err = o.Login(t.Context(), "wang", password, home)
	want(t, err, fault.Unauthenticated, "login_failed")
	check(t, second(o.Update(t.Context(), root, "wang", staff.Change{Disabled: &no})))
	want(t, second(o.Authenticate(t.Context(), otherToken)), fault.Unauthenticated, "session_invalid") // it stays ended
	_, token := o.login("wang")
	_, err = db.Exec(t.Context(), "UPDATE accounts SET disabled = TRUE WHERE name = 'wang'") // even past this package
	check(t, err)
	want(t, second(o.Authenticate(t.Context(), token)), fault.Unauthenticated, "session_invalid")
}

func passwords(t *testing.T, db *store.DB) {
	o := newOffice(t, db)
	o.create("li", staff.Agent)
	session, token := o.login("li")
	_, otherToken := o.login("li")
	const next = "staple battery horse"
	want(t, o.ChangePassword(t.Context(), session, "wrong password", next), fault.Forbidden, "password_wrong")
	want(t, o.ChangePassword(t.Context(), session, password, "short"), fault.Invalid, "password_length")
	check(t, o.ChangePassword(t.Context(), session, password, next))
	check(t, second(o.Authenticate(t.Context(), token)))
	want(t, second(o.Authenticate(t.Context(), otherToken)), fault.Unauthenticated, "session_invalid")
	_, _, err := o.Login(t.Context(), "li", password, home)
	want(t, err, fault.Unauthenticated, "login_failed")
	_, _, err = o.Login(t.Context(), "li", next, home)
	check(t, err)

	generated, err := o.SetPassword(t.Context(), root, "li", "")
	check(t, err)
	want(t, second(o.Authenticate(t.Context(), token)), fault.Unauthenticated, "session_invalid")
	_, _, err = o.Login(t.Context(), "li", generated, home)
	check(t, err)
	generated, err = o.SetPassword(t.Context(), root, "li", password)
	check(t, err)
	if generated != "" {
		t.Error("a password was generated beside the given one")
	}
	o.login("li")
	for range 3 {
		want(t, o.ChangePassword(t.Context(), session, "wrong password", next), fault.Forbidden, "password_wrong")
	}
	want(t, o.ChangePassword(t.Context(), session, password, next), fault.RateLimited, "login_throttled")
}

// rehash: a login under other parameters writes the hash anew, one under the same leaves it.
func rehash(t *testing.T, db *store.DB) {
	o := newOffice(t, db)
	o.create("li", staff.Agent)
	stored := func() (hash string) {
		check(t, db.QueryRow(t.Context(), "SELECT password FROM accounts WHERE name = 'li'").Scan(&hash))
		return hash
	}
	old := stored()
	o.login("li")
	if stored() != old || !strings.HasPrefix(old, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("stored %q, then %q", old, stored())
	}
	config := staff.DefaultConfig()
	stronger := staff.NewRepository(db, o.trail, config, func() time.Time { return noon })
	_, _, err := stronger.Login(t.Context(), "li", "wrong password", home)
	want(t, err, fault.Unauthenticated, "login_failed")
	if stored() != old {
		t.Error("a wrong password was written")
	}
	_, _, err = stronger.Login(t.Context(), "li", password, home)
	check(t, err)
	if !strings.HasPrefix(stored(), "$argon2id$v=19$m=19456,t=3,p=1$") {
		t.Errorf("stored %q", stored())
	}
	o.login("li") // and either of them reads it
	for _, damaged := range []string{"plain", "$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA", "$argon2i$v=19$m=19456,t=2,p=1$AAAA$AAAA"} {
		_, err := db.Exec(t.Context(), "UPDATE accounts SET password = $1", damaged)
		check(t, err)
		_, _, err = o.Login(t.Context(), "li", password, home)
		want(t, err, fault.Internal, "")
	}
}

func throttle(t *testing.T, db *store.DB) {
	o := newOffice(t, db)
	o.create("li", staff.Agent)
	wrong := func(name, address string) error {
		_, _, err := o.Login(t.Context(), name, "wrong password", staff.From{Address: netip.MustParseAddr(address)})
		return err
	}
	// By name, from wherever, the right password too; many at once count as many.
	var group sync.WaitGroup
	var mu sync.Mutex
	codes := map[string]int{}
	for range 8 {
		group.Go(func() {
			err := wrong("li", "192.0.2.1")
			mu.Lock()
			defer mu.Unlock()
			codes[fault.CodeOf(err)]++
		})
	}
	group.Wait()
	if !reflect.DeepEqual(codes, map[string]int{"login_failed": 3, "login_throttled": 5}) {
		t.Errorf("answers %v", codes)
	}
	_, _, err := o.Login(t.Context(), "LI", password, staff.From{Address: netip.MustParseAddr("198.51.100.1")})
	want(t, err, fault.RateLimited, "login_throttled")
	var throttled *staff.Throttled
	if !errors.As(err, &throttled) || throttled.Wait != 5*time.Minute {
		t.Errorf("throttled %+v", throttled)
	}
	o.later(5 * time.Minute)
	o.login("li")
	for range 3 { // what succeeded is forgotten
		want(t, wrong("li", "198.51.100.2"), fault.Unauthenticated, "login_failed")
	}

	// By address, whatever the name: five, of an IPv6 network as a whole. A login that succeeds counts nothing.
	o.create("wang", staff.Agent)
	for range 7 {
		_, _, err := o.Login(t.Context(), "wang", password, staff.From{Address: netip.MustParseAddr("2001:db8::1")})
		check(t, err)
	}
	for i, name := range []string{"aa", "bb", "cc", "dd", "ee"} {
		want(t, wrong(name, "2001:db8::"+string(rune('1'+i))), fault.Unauthenticated, "login_failed")
	}
	want(t, wrong("ff", "2001:db8::9"), fault.RateLimited, "login_throttled")
	want(t, wrong("ff", "2001:db8:0:1::9"), fault.Unauthenticated, "login_failed")
}

func lastAdministrator(t *testing.T, db *store.DB) {
	o := newOffice(t, db)
	o.create("root1", staff.Administrator)
	o.create("root2", staff.Administrator, staff.Agent)
	yes, none := true, []staff.Role{}
	// Each takes the other away at the same time: one stays.
	var group sync.WaitGroup
	refused := make(chan string, 2)
	for _, name := range []string{"root1", "root2"} {
		group.Go(func() {
			_, err := o.Update(t.Context(), root, name, staff.Change{Disabled: &yes})
			if err != nil {
				want(t, err, fault.Conflict, "last_administrator")
				refused <- name
			}
		})
	}
	group.Wait()
	if len(refused) != 1 {
		t.Fatalf("%d refused", len(refused))
	}
	last := <-refused
	want(t, second(o.Update(t.Context(), root, last, staff.Change{Roles: &none})), fault.Conflict, "last_administrator")
	name := "新名字"
	check(t, second(o.Update(t.Context(), root, last, staff.Change{DisplayName: &name})))
}

func identity(t *testing.T, db *store.DB) {
	o := newOffice(t, db)
	o.create("taken", staff.Administrator)
	wang := staff.Identity{Issuer: "https://id.example", Subject: "s-1", Name: "Wang", DisplayName: "王五", Roles: []staff.Role{staff.ContentEditor}}
	session, token, err := o.LoginIdentity(t.Context(), wang, home)
	check(t, err)
	if a := session.Account; a.Name != "wang" || a.DisplayName != "王五" || a.Password || a.Issuer != wang.Issuer || !a.Has(staff.ContentEditor) {
		t.Errorf("account %+v", a)
	}
	check(t, second(o.Authenticate(t.Context(), token)))
	_, _, err = o.Login(t.Context(), "wang", "", home)
	want(t, err, fault.Unauthenticated, "login_failed")
	want(t, o.ChangePassword(t.Context(), session, "", password), fault.Forbidden, "password_wrong")

	wang.Name, wang.DisplayName, wang.Roles = "other", "王六", []staff.Role{staff.Agent, staff.ContentReviewer}
	session, _, err = o.LoginIdentity(t.Context(), wang, home)
	check(t, err)
	if a := session.Account; a.Name != "wang" || a.DisplayName != "王六" || !reflect.DeepEqual(a.Roles, []staff.Role{staff.Agent, staff.ContentReviewer}) {
		t.Errorf("account %+v", a)
	}
	for _, c := range []struct {
		name   string
		change func(*staff.Identity)
		kind   fault.Kind
		code   string
	}{
		{"no role", func(i *staff.Identity) { i.Roles = nil }, fault.Forbidden, "no_role"},
		{"unknown role", func(i *staff.Identity) { i.Roles = []staff.Role{"root"} }, fault.Invalid, "role_unknown"},
		{"no subject", func(i *staff.Identity) { i.Subject = "" }, fault.Invalid, "identity_invalid"},
		{"no issuer", func(i *staff.Identity) { i.Issuer = "" }, fault.Invalid, "identity_invalid"},
		{"the name of another", func(i *staff.Identity) { i.Subject, i.Name = "s-2", "taken" }, fault.Conflict, "name_taken"},
		{"no name", func(i *staff.Identity) { i.Subject, i.Name = "s-3", "王" }, fault.Invalid, "name_invalid"},
	} {
		other := wang
		c.change(&other)
		_, _, err := o.LoginIdentity(t.Context(), other, home)
		if fault.KindOf(err) != c.kind || fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	yes := true
	check(t, second(o.Update(t.Context(), root, "wang", staff.Change{Disabled: &yes})))
	_, _, err = o.LoginIdentity(t.Context(), wang, home)
	want(t, err, fault.Forbidden, "account_disabled")
	taken, err := o.Account(t.Context(), "taken")
	check(t, err)
	if taken.Issuer != "" || !taken.Has(staff.Administrator) {
		t.Errorf("taken over: %+v", taken)
	}
}

// trail: every act has its entry, with no password in it, and an act whose entry fails is not done.
func trail(t *testing.T, db *store.DB) {
	o := newOffice(t, db)
	_, _, err := o.Create(t.Context(), staff.System, staff.New{
		Name: "root", DisplayName: "管理员", Roles: []staff.Role{staff.Administrator}, Password: password,
	})
	check(t, err)
	session, _ := o.login("root")
	o.create("li", staff.Agent)
	roles := []staff.Role{staff.Supervisor}
	check(t, second(o.Update(t.Context(), root, "li", staff.Change{Roles: &roles})))
	check(t, second(o.SetPassword(t.Context(), root, "li", "another password")))
	check(t, o.ChangePassword(t.Context(), session, password, "yet another password"))
	check(t, o.RevokeAll(t.Context(), root, "li", ""))
	check(t, o.Revoke(t.Context(), session.Actor(""), "root", session.ID))
	entries, err := o.trail.Entries(t.Context(), audit.Filter{})
	check(t, err)
	var acts []string
	for _, e := range entries {
		acts = append(acts, e.Actor.Name+" "+e.Action+" "+e.SubjectID)
		for key, value := range e.Detail {
			if strings.Contains(value, "password") {
				t.Errorf("%s: %s", key, value)
			}
		}
	}
	if !reflect.DeepEqual(acts, []string{
		"root account.revoke_session root", "root account.revoke_sessions li", "root account.change_password root",
		"root account.set_password li", "root account.update li", "root account.create li", "root account.login root", "yueyue account.create root",
	}) {
		t.Errorf("trail %q", acts)
	}
	if d := entries[4].Detail; !reflect.DeepEqual(d, map[string]string{"roles_from": "agent", "roles_to": "supervisor"}) {
		t.Errorf("detail %v", d)
	}
	broken := staff.NewRepository(db, brokenTrail{}, staff.DefaultConfig(), time.Now)
	_, _, err = broken.Create(t.Context(), root, staff.New{Name: "wang", DisplayName: "王", Password: password})
	want(t, err, fault.Internal, "")
	want(t, second(o.Account(t.Context(), "wang")), fault.NotFound, "account_unknown")
}

type brokenTrail struct{}

func (brokenTrail) Record(context.Context, *store.Tx, audit.Entry) error {
	return errors.New("the trail is broken")
}

func TestConfig(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*staff.Config)
		code   string
	}{
		{"memory below the minimum", func(c *staff.Config) { c.Password.Memory = 19455 }, "password_hash_weak"},
		{"one pass", func(c *staff.Config) { c.Password.Time = 1 }, "password_hash_weak"},
		{"no thread", func(c *staff.Config) { c.Password.Threads = 0 }, "password_hash_weak"},
		{"idle for ever", func(c *staff.Config) { c.Idle = 13 * time.Hour }, "session_lifetime_invalid"},
		{"idle for no time", func(c *staff.Config) { c.Idle = time.Second }, "session_lifetime_invalid"},
		{"absolute for ever", func(c *staff.Config) { c.Absolute = 31 * 24 * time.Hour }, "session_lifetime_invalid"},
		{"no failure", func(c *staff.Config) { c.FailuresPerName = 0 }, "login_failures_invalid"},
		{"any failure", func(c *staff.Config) { c.FailuresPerAddress = 100_001 }, "login_failures_invalid"},
		{"no window", func(c *staff.Config) { c.Window = 0 }, "login_window_invalid"},
	} {
		config := staff.DefaultConfig()
		check(t, config.Validate())
		c.change(&config)
		if err := config.Validate(); fault.KindOf(err) != fault.Invalid || fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// want fails unless err has the kind and, when one is given, the code.
func want(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind || code != "" && fault.CodeOf(err) != code {
		t.Errorf("error %v, want %s %s", err, kind, code)
	}
}
