package reader

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
)

// antiword is the program that reads Word files from before 2007.
const antiword = "antiword"

// readDOC has antiword turn the file into text, one line a paragraph. The program runs in the child process, under its limits.
func readDOC(s *sink, data []byte) error {
	program, err := exec.LookPath(antiword)
	if err != nil {
		return refuseFor(err, CodeUnsupported, "旧版 Word 文档（.doc）要用 antiword 读取，这台机器上没有安装；请安装 antiword，或另存为 DOCX 再导入。")
	}
	f, err := os.CreateTemp("", "read-*.doc")
	if err != nil {
		return refuseFor(err, CodeUnsupported, "临时文件写不下，旧版 Word 文档没有读取。")
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return refuseFor(err, CodeUnsupported, "临时文件写不下，旧版 Word 文档没有读取。")
	}
	cmd := exec.CommandContext(s.ctx, program, "-w", "0", "-m", "UTF-8.txt", f.Name()) //nolint:gosec // a fixed program on a file of our own
	var out, complaint bytes.Buffer
	cmd.Stdout = &capped{w: &out, left: s.limits.Output}
	cmd.Stderr = &capped{w: &complaint, left: 4 << 10}
	if err := cmd.Run(); err != nil {
		if s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		if strings.Contains(complaint.String(), "ncrypted") {
			return refuseFor(err, CodeEncrypted, "文件加了密码，请去掉密码后再导入。")
		}
		return refuseFor(err, CodeBroken, "旧版 Word 文档已损坏，antiword 读不了。")
	}
	var t *table
	for i, line := range splitLines(strings.ToValidUTF8(out.String(), "\uFFFD")) {
		bar := strings.HasPrefix(line, "|") && strings.HasSuffix(strings.TrimSpace(line), "|")
		if t != nil && !bar {
			t.close()
			t = nil
		}
		if !bar {
			if !s.say(Paragraph, 0, 0, strings.Trim(line, "[]")) && s.err != nil {
				break
			}
			continue
		}
		if t == nil {
			t = newTable(s, s.add)
		}
		t.add(i+1, strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|"))
	}
	if t != nil {
		t.close()
	}
	return s.err
}

// capped passes on what fits and fails after it.
type capped struct {
	w    io.Writer
	left int64
}

func (c *capped) Write(p []byte) (int, error) {
	if int64(len(p)) > c.left {
		return 0, io.ErrShortWrite
	}
	c.left -= int64(len(p))
	return c.w.Write(p)
}
