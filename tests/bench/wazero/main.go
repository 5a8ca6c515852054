// Wazero runs one task on wazero's interpreter and prints one line of JSON:
// what the task printed or answered, and the process's CPU time from the
// module's bytes to the end of the program.
//
//	wazero FILE run N
//	wazero FILE command [ARGS...]
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"
)

type measurement struct {
	Ms     float64 `json:"ms"`
	Output string  `json:"output"`
}

func main() {
	if len(os.Args) < 3 {
		fail(errors.New("usage: wazero FILE run N | wazero FILE command [ARGS...]"))
	}
	module, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail(err)
	}
	before := cpuTime()
	output, err := execute(module, os.Args[2], os.Args[3:])
	if err != nil {
		fail(err)
	}
	spent := cpuTime() - before
	result := measurement{float64(spent.Microseconds()) / 1000, output}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		fail(err)
	}
}

func execute(module []byte, kind string, args []string) (string, error) {
	ctx := context.Background()
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer runtime.Close(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, runtime)
	var output bytes.Buffer
	config := wazero.NewModuleConfig().
		WithStdout(&output).
		WithStderr(&output).
		WithArgs(append([]string{"program"}, args...)...).
		WithStartFunctions()
	instance, err := runtime.InstantiateWithConfig(ctx, module, config)
	if err != nil {
		return "", err
	}
	if kind == "run" {
		n, err := strconv.ParseUint(args[0], 10, 32)
		if err != nil {
			return "", err
		}
		results, err := instance.ExportedFunction("run").Call(ctx, n)
		if err != nil {
			return "", err
		}
		return fmt.Sprint(int32(results[0])), nil
	}
	_, err = instance.ExportedFunction("_start").Call(ctx)
	var exit *sys.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 0 {
		err = nil
	}
	return output.String(), err
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		fail(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
