package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"yueyue/api/web"
)

const (
	windowRoute = "/widget/"  // the page that host pages frame
	deskRoute   = "/console/" // the page of staff
)

// registerPages serves the built front-end: each file at its own route, so that there is no path to walk out of.
func (s *Server) registerPages() error {
	files, err := web.Files(s.parts.Pages)
	if err != nil {
		return err
	}
	for _, file := range files {
		s.registerPage(file)
		if file.Route == windowRoute || file.Route == deskRoute {
			s.route(Public, http.MethodGet, strings.TrimSuffix(file.Route, "/"), func(c *gin.Context) {
				c.Redirect(http.StatusMovedPermanently, strings.TrimPrefix(file.Route, "/")) // relative: a proxy may have put a path in front
			})
		}
	}
	return nil
}

func (s *Server) registerPage(file web.File) {
	serve := func(c *gin.Context) {
		if file.IsPage() {
			c.Header("Content-Security-Policy", s.pagePolicy(c.Request.Host, file.Route == windowRoute))
		} else {
			c.Header("Cross-Origin-Resource-Policy", "cross-origin") // the loader runs in the host's page
		}
		file.ServeHTTP(c.Writer, c.Request)
	}
	s.route(Public, http.MethodGet, file.Route, serve)
	s.route(Public, http.MethodHead, file.Route, serve)
}
