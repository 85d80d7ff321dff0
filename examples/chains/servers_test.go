//go:build linux

package chains

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// site is what servers offer: a large file and some small ones.
func site(t *testing.T, large int) string {
	folder := t.TempDir()
	noise := rand.NewChaCha8([32]byte{1})
	write := func(name string, size int) {
		data := make([]byte, size)
		_, _ = noise.Read(data) // never fails
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("large", large)
	for k := range 50 {
		write(fmt.Sprint("page", k), 2000+k)
	}
	readable(folder)
	return folder
}

// readable lets servers' own users get to a temporary folder.
func readable(folder string) {
	for path := folder; path != filepath.Dir(path) && path != os.TempDir(); path = filepath.Dir(path) {
		_ = os.Chmod(path, 0o755) // they are ours
	}
}

// web serves a folder with nginx.
func (b *bed) web(node, folder string) {
	own := b.t.TempDir()
	config := fmt.Sprintf(`daemon off; master_process off; pid %[1]s/pid; error_log %[1]s/errors;
events { worker_connections 200; }
http { access_log off; client_body_temp_path %[1]s/a; proxy_temp_path %[1]s/b; fastcgi_temp_path %[1]s/c; uwsgi_temp_path %[1]s/d; scgi_temp_path %[1]s/e;
server { listen 80; root %[2]s; } }
`, own, folder)
	b.serve(node, "80", "nginx", "-c", b.file(own, "nginx.conf", config))
}

// ftp serves a folder with vsftpd, in active and in passive mode.
func (b *bed) ftp(node, folder string) {
	empty := b.t.TempDir()
	config := fmt.Sprintf(`background=NO
listen=YES
anonymous_enable=YES
no_anon_password=YES
anon_root=%s
connect_from_port_20=YES
secure_chroot_dir=%s
seccomp_sandbox=NO
`, folder, empty)
	b.serve(node, "21", "vsftpd", b.file(b.t.TempDir(), "vsftpd.conf", config))
}

// names serves one name with dnsmasq.
func (b *bed) names(node string) {
	b.serve(node, "53", "dnsmasq", "--no-daemon", "--no-resolv", "--no-hosts", "--conf-file=/dev/null", "--pid-file=", "--user=root", "--address=/thing.example/192.0.2.77")
}

// file writes a file for a server and returns its path.
func (b *bed) file(folder, name, content string) string {
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		b.t.Fatal(err)
	}
	return path
}
