// Edge is a program for Fastly Compute, written with Fastly's own SDK. It
// answers one request and ends: on that platform each request gets an instance
// of its own.
package main

import (
	"context"
	"fmt"
	"io"

	"github.com/fastly/compute-sdk-go/fsthttp"
)

func main() {
	fsthttp.ServeFunc(answer)
}

func answer(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	if r.URL.Path != "/hello" {
		w.WriteHeader(fsthttp.StatusNotFound)
		fmt.Fprintf(w, "Nothing at %s. Try /hello?name=Ada\n", r.URL.Path)
		return
	}
	name := r.URL.Query().Get("name")
	if r.Method == "POST" {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			fsthttp.Error(w, err.Error(), fsthttp.StatusBadRequest)
			return
		}
		name = string(body)
	}
	if name == "" {
		name = "nobody"
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Agent", r.Header.Get("User-Agent"))
	fmt.Fprintf(w, "Hello, %s!\n", name)
}
