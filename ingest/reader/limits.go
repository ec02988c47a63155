package reader

import (
	"time"

	"yueyue/internal/fault"
)

// Limits bound what one file may cost.
type Limits struct {
	Time    time.Duration // for one source; default 60 s, at least 100 ms
	Memory  int64         // bytes resident in the child and the programs it starts; default 512 MiB, at least 64 MiB
	Size    int64         // bytes of one file or archive entry, unpacked; default 64 MiB, at least 1 KiB
	Archive int64         // bytes of an archive as given; default 4 GiB
	Total   int64         // bytes unpacked from one archive altogether; default 16 GiB
	Ratio   int64         // unpacked bytes for one packed byte, above 1 MiB; default 200, at least 2
	Entries int           // entries in one archive, nested ones included; default 100,000
	Depth   int           // archives within archives; 1 allows none inside; default 3
	Pages   int           // of a PDF; default 20,000
	Output  int64         // bytes of blocks of one source, with 128 for each block and 64 for each cell; default 96 MiB
}

// DefaultLimits are the limits that hold where nothing else is set.
func DefaultLimits() Limits {
	return Limits{
		Time: time.Minute, Memory: 512 << 20, Size: 64 << 20, Archive: 4 << 30, Total: 16 << 30, Ratio: 200,
		Entries: 100_000, Depth: 3, Pages: 20_000, Output: 96 << 20,
	}
}

// Validate refuses limits under which nothing could be read.
func (l Limits) Validate() error {
	if l.Time < 100*time.Millisecond || l.Memory < 64<<20 || l.Size < 1<<10 || l.Archive < 1<<10 || l.Total < 1<<10 || l.Ratio < 2 ||
		l.Entries < 1 || l.Depth < 1 || l.Pages < 1 || l.Output < 1<<10 {
		return fault.New(fault.Invalid, "reader.Limits.Validate", "limits_invalid", "读取文件的时间、内存或大小限制设得太小。")
	}
	return nil
}
