package embed

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"yueyue/internal/fault"
)

// asset is a file that make fetches; what it hashes to is fixed, because a vector is only comparable with vectors of the
// same model, tokenizer and runtime, and because a damaged library takes the process down.
type asset struct{ name, sha256 string }

var (
	modelFile     = asset{"bge-small-zh-v1.5-q.onnx", "15b717c382bcb518ba457b93ea6850ede7f4f1cd8937454aa06972366cd19bcc"}
	tokenizerFile = asset{"bge-small-zh-v1.5-q-tokenizer.json", "48cea5d44424912a6fd1ea647bf4fe50b55ab8b1e5879c3275f80e339e8fae26"}
)

// libraryFiles are ONNX Runtime 1.28.0 by platform.
var libraryFiles = map[string]asset{
	"linux/amd64": {"libonnxruntime.so", "1461ef7cc3d9e49982591721683cc3e3a55580aeca9a5254e7aac47b75ee4bab"},
	"linux/arm64": {"libonnxruntime.so", "f1ec1a08eb99bd6e5401340f0a2b101381bf4694415480291dc13bcaa30f9ec7"},
}

func libraryFile(platform string) (asset, error) {
	file, known := libraryFiles[platform]
	if !known {
		return asset{}, fault.New(fault.Unavailable, "embed.Open", "platform_unsupported",
			fmt.Sprintf("没有适用于 %s 的 ONNX Runtime，语义检索不可用。", platform))
	}
	return file, nil
}

func platform() string { return runtime.GOOS + "/" + runtime.GOARCH }

// check gives the path of the asset in dir, once its content is known to be right.
func (a asset) check(dir string) (string, error) {
	path := filepath.Join(dir, a.name)
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", unavailable("model_missing", err, "找不到文件 %s：请运行 make assets 下载；如果目录已经存在，先把它删除。", path)
	}
	if err != nil {
		return "", unavailable("model_unreadable", err, "无法读取文件 %s：请检查权限。", path)
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", unavailable("model_unreadable", err, "无法读取文件 %s：请检查权限和磁盘。", path)
	}
	if sum := hex.EncodeToString(hash.Sum(nil)); sum != a.sha256 {
		return "", unavailable("model_damaged", fmt.Errorf("sha256 of %s is %s, not %s", path, sum, a.sha256),
			"文件 %s 已损坏或版本不符：请删除它所在的目录，再运行 make assets。", path)
	}
	return path, nil
}

func unavailable(code string, cause error, message string, values ...any) error {
	return &fault.Error{
		Kind: fault.Unavailable, Op: "embed.Open", Code: code, Message: fmt.Sprintf(message, values...), Err: cause,
	}
}
