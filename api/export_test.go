package api

import "github.com/gin-gonic/gin"

// Routes gives the tests what gin really serves.
func (s *Server) Routes() gin.RoutesInfo { return s.engine.Routes() }

// AccessOf gives the tests what a route declared.
func (s *Server) AccessOf(method, path string) Access { return s.access[method+" "+path] }

// Engine lets a test register a route behind the server's back.
func (s *Server) Engine() *gin.Engine { return s.engine }

// Route registers a route as the server itself does.
func (s *Server) Route(access Access, method, path string, handler gin.HandlerFunc) {
	s.route(access, method, path, handler)
}

// OfStaff tells the tests the routes of staff.
func (a Access) OfStaff() bool { return a == StaffDoor || a == AnyStaff || rolesOf[a] != nil }
