package api

// registerContent registers the routes of content staff: drafts of editions, what is published seen through them, files, and the
// trail. What is said to taxpayers changes through proposals alone.
func (s *Server) registerContent() {
	s.registerProposals()
	s.registerItems()
	s.registerDiffs()
	s.registerRehearsal()
	s.registerUploads()
	s.registerPairs()
	s.registerContentLists()
	s.registerDocuments()
	s.registerSources()
	s.registerEditions()
	s.registerAudit()
}
