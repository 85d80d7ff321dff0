//go:build linux

package world

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestFoldersOfOthersAreRefused: whoever owned the register would decide where
// commands run.
func TestFoldersOfOthersAreRefused(t *testing.T) {
	for what, test := range map[string]struct {
		make func(path string) error
		want string
	}{
		"ours":        {func(path string) error { return os.Mkdir(path, 0o700) }, ""},
		"open":        {func(path string) error { return os.Mkdir(path, 0o755) }, "is open to others"},
		"a link":      {func(path string) error { return os.Symlink(t.TempDir(), path) }, "is no folder"},
		"a file":      {func(path string) error { return os.WriteFile(path, nil, 0o600) }, "is no folder"},
		"not there":   {func(string) error { return nil }, "no such file"},
		"another's":   {func(path string) error { return os.Mkdir(path, 0o700) }, "belongs to user 1, not to you"},
		"another's 2": {func(path string) error { return os.Mkdir(path, 0o777) }, "belongs to user 1, not to you"},
	} {
		path := filepath.Join(t.TempDir(), "folder")
		if err := test.make(path); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(what, "another's") {
			if err := os.Chown(path, 1, 1); err != nil {
				t.Logf("only root can give folders away: %v", err)
				continue
			}
		}
		t.Setenv("XDG_RUNTIME_DIR", path)
		if _, err := folder(); (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", what, err, test.want)
		}
	}
	t.Setenv("XDG_RUNTIME_DIR", "")
	t.Setenv("TMPDIR", t.TempDir())
	path, err := folder()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := folder(); again != path || err != nil {
		t.Errorf("the second time: %s, %v", again, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(t.TempDir(), path); err != nil {
		t.Fatal(err)
	}
	if _, err := folder(); err == nil || !strings.Contains(err.Error(), "is no folder: remove it") {
		t.Errorf("a link in %s: %v", filepath.Dir(path), err)
	}
}

// TestHoldersDoNotEndUnderAnybody: neither while somebody is in the world, on the
// way to a lab that is not there yet, nor while a lab is up; and who comes when a
// holder ends waits until it is gone.
func TestHoldersDoNotEndUnderAnybody(t *testing.T) {
	const idle, every = 20 * time.Millisecond, time.Millisecond
	dir := t.TempDir()
	path, labs := filepath.Join(dir, "use"), filepath.Join(dir, "labs")
	open := func(how int) *os.File {
		t.Helper()
		f, err := lock(path, how)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	inside, used := open(unix.LOCK_SH), open(unix.LOCK_SH)
	if err := unix.Flock(int(used.Fd()), unix.LOCK_UN); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		wait(labs, int(used.Fd()), idle, every)
		close(ended)
	}()
	stays := func(while string) {
		t.Helper()
		select {
		case <-ended:
			t.Fatalf("the holder ends while %s", while)
		case <-time.After(5 * idle):
		}
	}
	stays("somebody is inside")
	if err := os.MkdirAll(filepath.Join(labs, "x-0000"), 0o700); err != nil {
		t.Fatal(err)
	}
	inside.Close()
	stays("a lab is up")
	if err := os.RemoveAll(labs); err != nil {
		t.Fatal(err)
	}
	<-ended
	if _, err := lock(path, unix.LOCK_SH|unix.LOCK_NB); err == nil {
		t.Error("somebody may enter while the holder ends")
	}
	used.Close()
	open(unix.LOCK_SH).Close()
}

func TestRefusalsOfUserNamespacesAreNamed(t *testing.T) {
	for _, test := range []struct {
		settings map[string]string
		want     string
	}{
		{map[string]string{"user/max_user_namespaces": "9000"}, ""},
		{map[string]string{"user/max_user_namespaces": "9000", "kernel/unprivileged_userns_clone": "1", "kernel/apparmor_restrict_unprivileged_userns": "0"}, ""},
		{nil, "CONFIG_USER_NS"},
		{map[string]string{"user/max_user_namespaces": "0"}, "sysctl user.max_user_namespaces"},
		{map[string]string{"user/max_user_namespaces": "9000", "kernel/unprivileged_userns_clone": "0"}, "kernel.unprivileged_userns_clone=1"},
		{map[string]string{"user/max_user_namespaces": "9000", "kernel/apparmor_restrict_unprivileged_userns": "1"}, "AppArmor"},
	} {
		dir := t.TempDir()
		for name, value := range test.settings {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(value+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := Refused(dir); (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v: %v, want %q", test.settings, err, test.want)
		}
	}
}
