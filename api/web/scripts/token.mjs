// Signs the token of a taxpayer as the server of a host page does; for trying the service out, and as a pattern.
//
//   node api/web/scripts/token.mjs FOLDER SUBJECT [CLAIM=VALUE …]
//
// The first run makes an Ed25519 key in FOLDER: private.pem stays with the host, keys.json is what identity.keys_file names.
// Issuer and audience are https://etax.example and yueyue unless iss=… and aud=… say otherwise; a token is good for an hour.
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, subject, ...more] = process.argv.slice(2)
if (folder === undefined || subject === undefined) {
  console.error('usage: node token.mjs FOLDER SUBJECT [CLAIM=VALUE …]')
  process.exit(2)
}
const kid = 'try-1'
const file = join(folder, 'private.pem')
if (!existsSync(file)) {
  mkdirSync(folder, { recursive: true })
  const { privateKey } = generateKeyPairSync('ed25519')
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
}
const key = createPrivateKey(readFileSync(file))
const { kty, crv, x } = createPublicKey(key).export({ format: 'jwk' })
writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys: [{ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' }] }))

const now = Math.floor(Date.now() / 1000)
const claims = { iss: 'https://etax.example', aud: 'yueyue', sub: subject, iat: now, exp: now + 3600 }
for (const claim of more) {
  const [name, ...value] = claim.split('=')
  claims[name] = value.join('=')
}
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const signed = `${part({ alg: 'EdDSA', typ: 'JWT', kid })}.${part(claims)}`
console.log(`${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`)
