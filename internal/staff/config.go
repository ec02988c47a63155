package staff

import (
	"time"

	"yueyue/internal/fault"
)

// Config sets how staff log in.
type Config struct {
	Password           Argon2
	Idle               time.Duration // a session unused for so long ends; 1 min to Absolute; default 2 h
	Absolute           time.Duration // a session ends after so long whatever happens; up to 30 days; default 12 h
	FailuresPerName    int           // wrong passwords for one name in Window; 3 to 1,000; default 10
	FailuresPerAddress int           // wrong passwords from one address in Window; 3 to 100,000; default 50
	Window             time.Duration // in which a full count of failures is forgotten; 1 min to 24 h; default 15 min
}

// DefaultConfig gives the defaults.
func DefaultConfig() Config {
	return Config{
		Password: Argon2{Memory: 19456, Time: 3, Threads: 1},
		Idle:     2 * time.Hour, Absolute: 12 * time.Hour,
		FailuresPerName: 10, FailuresPerAddress: 50, Window: 15 * time.Minute,
	}
}

// Validate reports the first setting that is out of range, as fault.Invalid.
func (c Config) Validate() error {
	bad := func(code, message string) error { return fault.New(fault.Invalid, "staff.Config", code, message) }
	switch {
	case !c.Password.strong():
		return bad("password_hash_weak", "口令散列参数低于下限：内存不少于19456KiB、轮数不少于2、并行1到16。")
	case c.Absolute > 30*24*time.Hour || c.Idle < time.Minute || c.Idle > c.Absolute:
		return bad("session_lifetime_invalid", "会话空闲时限应不少于1分钟且不超过总时限，总时限不超过30天。")
	case c.FailuresPerName < 3 || c.FailuresPerName > 1000 || c.FailuresPerAddress < 3 || c.FailuresPerAddress > 100_000:
		return bad("login_failures_invalid", "登录失败次数上限：每个登录名3到1000，每个地址3到100000。")
	case c.Window < time.Minute || c.Window > 24*time.Hour:
		return bad("login_window_invalid", "登录失败的统计时段应为1分钟到24小时。")
	}
	return nil
}
