package conversation_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"yueyue/internal/conversation"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

// The child of TestKill finds its database in these.
const (
	crashPath = "YUEYUE_TEST_CRASH_PATH"
	crashDSN  = "YUEYUE_TEST_CRASH_DSN"
)

func TestMain(m *testing.M) {
	config := store.Config{Path: os.Getenv(crashPath), DSN: os.Getenv(crashDSN)}
	if config != (store.Config{}) {
		appendForEver(config)
	}
	os.Exit(m.Run())
}

const (
	crashThreads = 3
	crashWriters = 8
)

// appendForEver runs in the child: it appends to the threads thread-0 … and prints a line for each message that was
// acknowledged, until it is killed.
func appendForEver(config store.Config) {
	db, err := store.Open(context.Background(), config, slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Println("failed", err)
		os.Exit(1)
	}
	r := conversation.NewRepository(db, time.Now)
	var out sync.Mutex
	var group sync.WaitGroup
	for w := range crashWriters {
		group.Go(func() {
			for n := 0; ; n++ {
				id := conversation.ID(os.Getenv(fmt.Sprintf("YUEYUE_TEST_CRASH_THREAD_%d", (w+n)%crashThreads)))
				client := fmt.Sprintf("%d-%d-%d", os.Getpid(), w, n)
				message, _, err := r.Append(context.Background(), id, conversation.Draft{
					ClientID: client, Author: conversation.ByTaxpayer, Text: "第" + client + "条",
				})
				out.Lock()
				if err != nil {
					fmt.Println("failed", err)
				} else {
					fmt.Println("acknowledged", id, client, message.Seq)
				}
				out.Unlock()
			}
		})
	}
	group.Wait()
}

// TestKill: after kill -9 amid appends every acknowledged message is there, once, under the number it was given, and the
// numbers have no gaps.
func TestKill(t *testing.T) {
	for _, c := range []struct {
		name   string
		config func(testing.TB) store.Config
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		t.Run(c.name, func(t *testing.T) {
			config := c.config(t)
			r := conversation.NewRepository(storetest.Open(t, config), time.Now)
			threads := make([]conversation.ID, 0, crashThreads)
			for range crashThreads {
				threads = append(threads, begin(t, r))
			}
			acknowledged := map[string]string{} // client id → thread and number
			for round := range 3 {
				run(t, config, threads, 150*(round+1), acknowledged)
				survived(t, r, threads, acknowledged)
			}
		})
	}
}

// run starts the child and kills it after it has acknowledged some messages.
func run(t *testing.T, config store.Config, threads []conversation.ID, count int, acknowledged map[string]string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashPath+"="+config.Path, crashDSN+"="+config.DSN)
	for i, id := range threads {
		child.Env = append(child.Env, fmt.Sprintf("YUEYUE_TEST_CRASH_THREAD_%d=%s", i, id))
	}
	output, err := child.StdoutPipe()
	check(t, err)
	check(t, child.Start())
	seen := 0
	for lines := bufio.NewScanner(output); lines.Scan(); { // to the end: what it printed before it died counts
		fields := strings.Fields(lines.Text())
		if len(fields) != 4 || fields[0] != "acknowledged" {
			t.Errorf("the child says %q", lines.Text())
			continue
		}
		acknowledged[fields[2]] = fields[1] + " " + fields[3]
		if seen++; seen == count {
			check(t, child.Process.Kill())
		}
	}
	_ = child.Wait() // killed
	if seen < count {
		t.Fatalf("the child acknowledged only %d messages", seen)
	}
}

func survived(t *testing.T, r *conversation.Repository, threads []conversation.ID, acknowledged map[string]string) {
	t.Helper()
	found := map[string]string{}
	for _, id := range threads {
		before, err := r.Get(t.Context(), id)
		check(t, err)
		var last int64
		for {
			messages, err := r.After(t.Context(), id, last, conversation.PageLimit)
			check(t, err)
			if len(messages) == 0 {
				break
			}
			for _, m := range messages {
				if last++; m.Seq != last {
					t.Fatalf("message %d follows %d", m.Seq, last-1)
				}
				if found[m.ClientID] != "" {
					t.Errorf("%s is there twice", m.ClientID)
				}
				found[m.ClientID] = fmt.Sprintf("%s %d", id, m.Seq)
				if m.Text != "第"+m.ClientID+"条" {
					t.Errorf("%s says %q", m.ClientID, m.Text)
				}
			}
		}
		after, err := r.Get(t.Context(), id) // PostgreSQL may have finished a commit of the dead child meanwhile
		check(t, err)
		if last < before.LastSeq || last > after.LastSeq {
			t.Errorf("last seq is %d..%d with %d messages", before.LastSeq, after.LastSeq, last)
		}
	}
	for client, place := range acknowledged {
		if found[client] != place {
			t.Errorf("%s was acknowledged at %s and is at %q", client, place, found[client])
		}
	}
	t.Logf("%d acknowledged, %d there", len(acknowledged), len(found))
}
