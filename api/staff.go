package api

// registerStaff registers the routes by which staff log in and administrators keep accounts.
func (s *Server) registerStaff() {
	s.registerStaffSessions()
	s.registerStaffAccounts()
	s.registerStaffOIDC()
	s.registerStaffPeople()
}
