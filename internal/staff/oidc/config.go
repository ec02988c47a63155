package oidc

import (
	"net"
	"net/url"
	"slices"

	"yueyue/internal/fault"
	"yueyue/internal/staff"
)

// Config names an identity provider and what its claims mean.
type Config struct {
	Issuer       string   // its address, exactly as it writes itself; https, or http on this machine
	ClientID     string   // what the provider calls this program
	ClientSecret string   // empty: a public client, which PKCE alone protects
	RedirectURL  string   // the address of this program that the provider sends browsers back to
	Scopes       []string // beside openid
	NameClaim    string   // gives the login name, up to an @: preferred_username
	RoleClaim    string   // gives the values below; a claim inside another with dots
	// Roles gives for each value of the role claim what it allows here. A value that is not named allows nothing.
	Roles map[string][]staff.Role
}

// Validate reports the first setting that is missing or wrong, as fault.Invalid.
func (c Config) Validate() error {
	bad := func(code, message string) error { return fault.New(fault.Invalid, "oidc.Config", code, message) }
	switch {
	case !secure(c.Issuer):
		return bad("oidc_issuer_invalid", "统一身份认证的地址（issuer）应以 https:// 开头。")
	case c.ClientID == "":
		return bad("oidc_client_missing", "没有填写统一身份认证的 client id。")
	case !secure(c.RedirectURL):
		return bad("oidc_redirect_invalid", "统一身份认证的回调地址应以 https:// 开头。")
	case c.NameClaim == "" || c.RoleClaim == "":
		return bad("oidc_claim_missing", "没有填写登录名或角色所在的声明。")
	case len(c.Roles) == 0:
		return bad("oidc_roles_missing", "没有填写统一身份认证的角色对应本系统的哪些角色。")
	}
	for _, roles := range c.Roles {
		for _, role := range roles {
			if !slices.Contains(staff.Roles(), role) {
				return bad("oidc_role_unknown", "统一身份认证的角色对应了本系统没有的角色 "+string(role)+"。")
			}
		}
	}
	return nil
}

// secure tells an https address, or an http one on this machine.
func secure(address string) bool {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Hostname() == "" || parsed.User != nil || parsed.Fragment != "" {
		return false
	}
	ip := net.ParseIP(parsed.Hostname())
	local := parsed.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	return parsed.Scheme == "https" || parsed.Scheme == "http" && local
}
