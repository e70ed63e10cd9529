package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"ogham/internal/druiderr"
)

// headerAuthorization is the header whose user is that of HTTP Basic.
const headerAuthorization = "Authorization"

// user gives who sends a request: "" where nobody is told apart, which is where no header is trusted to
// name users. Where one is, a request that names nobody is refused.
func (s *Server) user(c *gin.Context) (string, error) {
	if s.cfg.UserHeader == "" {
		return "", nil
	}
	if name := userOf(c.Request, s.cfg.UserHeader); name != "" {
		return name, nil
	}
	return "", druiderr.New(druiderr.User, druiderr.Unauthorized, "general", "Unauthorized")
}

func userOf(r *http.Request, header string) string {
	if !strings.EqualFold(header, headerAuthorization) {
		return strings.TrimSpace(r.Header.Get(header))
	}
	name, _, _ := r.BasicAuth() // whoever put the server behind a proxy has it check the password
	return name
}
