package embedded

import (
	"archive/tar"
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"time"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
	"github.com/xi2/xz"
)

// checksums are the SHA-256 of the artifacts of Version, by platform.
var checksums = map[string]string{
	"linux-amd64":        "646f3269075d1a23904127374e3cdbcef96beb32979fedee25d835877400fcbe",
	"linux-amd64-alpine": "7122386c7f7a089568f05720ada63448093d4065abbc0a89e6dc660851a53e3c",
	"linux-arm64v8":      "e02f27ff50ff2d90b6541d54f3f108505aacd84ea53c2890e976a684bfea2752",
	"darwin-amd64":       "fb70f783928e77c3d6ef5ca8ed644f1ac502f740fcfc032a375c8347820f2bdd",
	"darwin-arm64v8":     "e9d3398e10c2ec926395498b03e75ad1a24eeaed82895e756a7e173b202cf6de",
	"windows-amd64":      "06ced3b3267c569ffb3f85544aac0075926dd81bf78bd5247abb1aa9fe994d6b",
}

// maxArtifact bounds a download; the artifacts have 10 to 120 MB.
const maxArtifact = 512 << 20

// platform names this machine as the artifacts do.
func platform() string {
	arch := runtime.GOARCH
	if arch == "arm64" {
		arch = "arm64v8"
	}
	p := runtime.GOOS + "-" + arch
	if runtime.GOOS == "linux" && usesMusl() {
		p += "-alpine"
	}
	return p
}

// usesMusl tells whether programs must be linked with musl: its loader is there and glibc's is not.
func usesMusl() bool {
	musl, _ := filepath.Glob("/lib/ld-musl-*.so.1")
	glibc, _ := filepath.Glob("/lib*/ld-linux-*.so.*")
	return len(musl) > 0 && len(glibc) == 0
}

// defaultRepository is the address that the library fetches from; it has no exported name for it.
func defaultRepository() string {
	f := reflect.ValueOf(embeddedpostgres.DefaultConfig()).FieldByName("binaryRepositoryURL")
	if f.IsValid() && f.Kind() == reflect.String {
		return f.String()
	}
	return ""
}

// install makes sure that the binaries are in the cache and gives their directory.
func (s *Server) install(ctx context.Context) (string, error) {
	plat := platform()
	sum, ok := checksums[plat]
	if !ok {
		return "", fmt.Errorf("there is no embedded PostgreSQL for %s: start with --database-url", plat)
	}
	cache, err := s.cacheDir()
	if err != nil {
		return "", err
	}
	target := filepath.Join(cache, "postgres-"+Version+"-"+plat)
	if installed(target, sum) {
		return target, nil
	}
	lock, err := waitForLock(ctx, target+".lock")
	if err != nil {
		return "", fmt.Errorf("lock the cache: %w", err)
	}
	defer lock.release()
	if installed(target, sum) { // another process did it meanwhile
		return target, nil
	}
	if err := s.fetchAndUnpack(ctx, plat, sum, cache, target); err != nil {
		return "", err
	}
	return target, nil
}

const stampFile = ".artifact-sha256"

func installed(dir, sum string) bool {
	text, err := os.ReadFile(filepath.Join(dir, stampFile)) //nolint:gosec // our own file
	return err == nil && strings.TrimSpace(string(text)) == sum
}

func (s *Server) fetchAndUnpack(ctx context.Context, plat, sum, cache, target string) error {
	repository := s.opts.Repository
	if repository == "" {
		repository = defaultRepository()
	}
	name := "embedded-postgres-binaries-" + plat
	address := strings.TrimSuffix(repository, "/") + path.Join("/io/zonky/test/postgres", name, Version, name+"-"+Version+".jar")
	s.log.InfoContext(ctx, "Fetching PostgreSQL", slog.String("version", Version), slog.String("platform", plat))
	jar, err := os.CreateTemp(cache, "download-")
	if err != nil {
		return fmt.Errorf("write the cache: %w", err)
	}
	defer func() {
		_ = jar.Close()
		_ = os.Remove(jar.Name()) // the archive is not needed once unpacked
	}()
	if err := s.fetch(ctx, address, sum, jar); err != nil {
		return fmt.Errorf("fetch PostgreSQL: %w", err)
	}
	tmp, err := os.MkdirTemp(cache, "unpack-")
	if err != nil {
		return fmt.Errorf("write the cache: %w", err)
	}
	defer func() { _ = os.RemoveAll(tmp) }() // gone already if all went well
	if err := unpack(jar, tmp); err != nil {
		return fmt.Errorf("unpack PostgreSQL: %w", err)
	}
	if err := writeFile(filepath.Join(tmp, stampFile), sum, 0o644); err != nil {
		return err
	}
	if err := os.Chmod(tmp, 0o755); err != nil { //nolint:gosec // another user runs these files
		return fmt.Errorf("open the cache: %w", err)
	}
	if err := os.RemoveAll(target); err != nil {
		return fmt.Errorf("write the cache: %w", err)
	}
	if err := os.Rename(tmp, target); err != nil {
		return fmt.Errorf("write the cache: %w", err)
	}
	return nil
}

const (
	fetchAttempts = 4
	fetchPause    = time.Second
)

// fetch downloads an artifact into a file and checks it, trying again when the connection fails.
func (s *Server) fetch(ctx context.Context, address, sum string, to *os.File) error {
	var err error
	for attempt := range fetchAttempts {
		if attempt > 0 {
			s.log.WarnContext(ctx, "Trying again to fetch PostgreSQL", slog.Any("error", err))
			select {
			case <-ctx.Done():
				return context.Cause(ctx)
			case <-time.After(fetchPause << attempt):
			}
		}
		if _, err = to.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if err = to.Truncate(0); err != nil {
			return err
		}
		var final bool
		if final, err = s.fetchOnce(ctx, address, sum, to); err == nil || final || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// fetchOnce gives final when trying again cannot help.
func (s *Server) fetchOnce(ctx context.Context, address, sum string, to io.Writer) (final bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return true, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return resp.StatusCode < http.StatusInternalServerError, fmt.Errorf("%s answers %s", address, resp.Status)
	}
	hash := sha256.New()
	counter := &progress{tell: s.opts.Progress, total: max(0, resp.ContentLength)}
	if _, err := io.Copy(io.MultiWriter(to, hash, counter), io.LimitReader(resp.Body, maxArtifact)); err != nil {
		return false, err
	}
	if got := hex.EncodeToString(hash.Sum(nil)); got != sum {
		return false, fmt.Errorf("the checksum of %s is %s, not %s", address, got, sum)
	}
	return false, nil
}

// progress counts bytes and tells them now and then.
type progress struct {
	tell              func(done, total int64)
	done, told, total int64
}

const progressStep = 256 << 10

func (p *progress) Write(b []byte) (int, error) {
	p.done += int64(len(b))
	if p.tell != nil && (p.done-p.told >= progressStep || p.done == p.total) {
		p.told = p.done
		p.tell(p.done, p.total)
	}
	return len(b), nil
}

// unpack extracts the one .txz in the archive.
func unpack(jar *os.File, dir string) error {
	size, err := jar.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	archive, err := zip.NewReader(jar, size)
	if err != nil {
		return err
	}
	for _, f := range archive.File {
		if path.Ext(f.Name) != ".txz" {
			continue
		}
		packed, err := f.Open()
		if err != nil {
			return err
		}
		defer func() { _ = packed.Close() }()
		plain, err := xz.NewReader(packed, 0)
		if err != nil {
			return err
		}
		return untar(plain, dir)
	}
	return errors.New("the artifact holds no archive")
}

func untar(r io.Reader, dir string) error {
	archive := tar.NewReader(r)
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if !filepath.IsLocal(filepath.FromSlash(h.Name)) {
			return fmt.Errorf("the archive has a file outside of it: %q", h.Name)
		}
		if err := untarOne(archive, h, filepath.Join(dir, filepath.FromSlash(h.Name))); err != nil {
			return err
		}
	}
}

func untarOne(r io.Reader, h *tar.Header, target string) error {
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil { //nolint:gosec // another user runs these files
		return err
	}
	switch h.Typeflag {
	case tar.TypeDir:
		return os.MkdirAll(target, 0o755) //nolint:gosec // as above
	case tar.TypeSymlink:
		if !filepath.IsLocal(filepath.Join(filepath.Dir(h.Name), h.Linkname)) { //nolint:gosec // this is the check
			return fmt.Errorf("the archive has a link out of it: %q", h.Name)
		}
		return os.Symlink(h.Linkname, target)
	case tar.TypeReg:
		mode := os.FileMode(0o644)
		if h.FileInfo().Mode()&0o100 != 0 {
			mode = 0o755
		}
		f, err := os.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode) //nolint:gosec // checked to be local
		if err != nil {
			return err
		}
		if _, err := io.Copy(f, r); err != nil {
			return errors.Join(err, f.Close())
		}
		if err := f.Chmod(mode); err != nil { // whatever the umask is
			return errors.Join(err, f.Close())
		}
		return f.Close()
	default:
		return nil
	}
}
