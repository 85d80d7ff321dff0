//go:build linux

package world

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// Refused says why users may not make user namespaces here, with a cure, as far as
// the kernel's settings tell; nil if they do not. settings is where these are,
// /proc/sys.
func Refused(settings string) error {
	is := func(name, value string) bool {
		text, err := os.ReadFile(filepath.Join(settings, name))
		return err == nil && strings.TrimSpace(string(text)) == value
	}
	_, missing := os.Stat(filepath.Join(settings, "user/max_user_namespaces"))
	switch {
	case missing != nil:
		return errors.New("this kernel has no user namespaces: work as root, or boot a kernel with CONFIG_USER_NS")
	case is("user/max_user_namespaces", "0"):
		return errors.New("no user namespaces are allowed here: work as root, or set 'sysctl user.max_user_namespaces=10000'")
	case is("kernel/unprivileged_userns_clone", "0"):
		return errors.New("user namespaces are for root only here: work as root, or set 'sysctl kernel.unprivileged_userns_clone=1'")
	case is("kernel/apparmor_restrict_unprivileged_userns", "1"):
		return errors.New("AppArmor gives users no rights in user namespaces here (Ubuntu 23.10 and newer): work as root, " +
			"set 'sysctl kernel.apparmor_restrict_unprivileged_userns=0', or give this program a profile that allows userns")
	}
	return nil
}
