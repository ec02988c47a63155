package embed

import (
	"sync"

	ort "github.com/yalue/onnxruntime_go"
)

// starting serialises the start of ONNX Runtime, which the binding keeps in package variables: there is one per process.
var starting sync.Mutex

// startRuntime loads the library unless this process has one already, and gives its version. The runtime stays for the life
// of the process, because unloading it while any thread may still be inside is not safe; it holds a few MB.
func startRuntime(library string) (version string, err error) {
	starting.Lock()
	defer starting.Unlock()
	if !ort.IsInitialized() {
		ort.SetSharedLibraryPath(library)
		if err := ort.InitializeEnvironment(ort.WithLogLevelError()); err != nil {
			return "", unavailable("runtime_unusable", err, "无法加载 ONNX Runtime（%s），语义检索不可用。", library)
		}
	}
	return ort.GetVersion(), nil
}
