package store

import (
	"errors"
	"os"
	"syscall"

	"yueyue/internal/fault"
)

// presence tells the programs of this machine of each other while they have a SQLite file open: each holds a shared lock on the file
// beside it, and one that must be alone an exclusive one. The kernel takes a lock back when its program ends, however it ends.
type presence struct{ file *os.File }

// arrive joins those that have a database open; fault.Unavailable while one of them must be alone.
func arrive(path string) (*presence, error) {
	file, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, unwritable(path+".lock", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_SH|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		return nil, &fault.Error{
			Kind: fault.Unavailable, Op: "store.Open", Code: "database_being_copied", Err: err,
			Message: "数据库正在被复制到别处，请等复制结束；之后要用复制得到的数据库。",
		}
	}
	return &presence{file}, nil
}

// alone waits for nobody: fault.Conflict while another program has the database open, else none can open it until leave.
func (p *presence) alone() error {
	err := syscall.Flock(int(p.file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		// Changing a lock gives the old one up first.
		if err := syscall.Flock(int(p.file.Fd()), syscall.LOCK_SH|syscall.LOCK_NB); err != nil {
			return fault.Wrap(fault.Unavailable, "store.alone", err)
		}
		return fault.New(fault.Conflict, "store.alone", "database_in_use",
			"还有程序在使用这个数据库（例如 yueyue serve），其间写入的内容不会被复制。请先停止它，再试一次。")
	}
	return fault.Wrap(fault.Unavailable, "store.alone", err)
}

// leave may be called more than once.
func (p *presence) leave() error {
	if err := p.file.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}
