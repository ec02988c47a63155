package telemetry

import (
	"runtime"
	"runtime/debug"
)

// Build says which program this is.
type Build struct {
	Version  string // of the module; "(devel)" outside a release
	Revision string // commit, empty when the build did not record it
	Modified bool   // built from a changed working tree
	Go       string
}

// ReadBuild reads what the Go tool recorded in the binary.
func ReadBuild() Build {
	build := Build{Version: "(devel)", Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return build
	}
	if info.Main.Version != "" {
		build.Version = info.Main.Version
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			build.Revision = setting.Value
		case "vcs.modified":
			build.Modified = setting.Value == "true"
		}
	}
	return build
}
