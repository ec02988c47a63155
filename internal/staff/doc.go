// Package staff knows who works here: officers at the desk, content staff and administrators, what each may do, and who of them
// is logged in.
//
// Passwords are kept as argon2id in PHC strings that carry their parameters; a login with older parameters writes them anew.
// Whoever guesses learns nothing of names: an unknown name, a disabled account and one without a password cost the same work and
// give the same answer as a wrong password. Guessing is slowed down by name and by address, counted in memory before the work is
// done, so that trying at once does not help; a restart forgets it.
//
// A session is a random token of 256 bits, of which the database keeps the hash. Every request reads the session with its account,
// so that a changed role, a disabled account or a revoked session counts at once, on every node.
//
// There is no account to begin with and no password by default: whoever runs the machine makes the first administrator
// with `yueyue staff add`. The last administrator who can log in cannot be taken away.
package staff
