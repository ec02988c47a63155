import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { asRefusal, client } from './api/client'
import { useProposal } from './composables/useProposal'
import { useSession } from './composables/useSession'
import { startFailure } from './composables/useStart'

/** Who may open a page; the server asks again with each request. */
type Door = 'editor' | 'auditor' | 'administrator'

const page = (path: string, name: string, door: Door | undefined, component: RouteRecordRaw['component']): RouteRecordRaw =>
  ({ path, name, component, meta: door === undefined ? {} : { door } }) as RouteRecordRaw

// The hash, so that a proxy may put the console under any path and the server needs to know one page only.
export const router = createRouter({
  history: createWebHashHistory(),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  routes: [
    { path: '/', name: 'home', redirect: home },
    { path: '/login', name: 'login', component: () => import('./pages/LoginPage.vue'), meta: { bare: true } },
    page('/proposals', 'proposals', 'editor', () => import('./pages/ProposalsPage.vue')),
    {
      path: '/proposals/:id(\\d+)',
      component: () => import('./pages/ProposalPage.vue'),
      meta: { door: 'editor' },
      children: [
        page('', 'proposal', 'editor', () => import('./pages/proposal/ItemsTab.vue')),
        page('upload', 'proposal-upload', 'editor', () => import('./pages/proposal/UploadTab.vue')),
        page('diff', 'proposal-diff', 'editor', () => import('./pages/proposal/DiffTab.vue')),
        page('conflicts', 'proposal-conflicts', 'editor', () => import('./pages/proposal/ConflictsTab.vue')),
        page('ask', 'proposal-ask', 'editor', () => import('./pages/proposal/AskTab.vue')),
        page('impact', 'proposal-impact', 'editor', () => import('./pages/proposal/ImpactTab.vue')),
      ],
    },
    page('/pairs', 'pairs', 'editor', () => import('./pages/PairsPage.vue')),
    page('/pairs/:id', 'pair', 'editor', () => import('./pages/PairPage.vue')),
    page('/documents', 'documents', 'editor', () => import('./pages/DocumentsPage.vue')),
    page('/documents/:id', 'document', 'editor', () => import('./pages/DocumentPage.vue')),
    page('/packages/:id?', 'packages', 'editor', () => import('./pages/PackagesPage.vue')),
    page('/trending/:id?', 'trending', 'editor', () => import('./pages/TrendingPage.vue')),
    page('/quick-links/:id?', 'quickLinks', 'editor', () => import('./pages/QuickLinksPage.vue')),
    page('/lexicon', 'lexicon', 'editor', () => import('./pages/LexiconPage.vue')),
    page('/editions', 'editions', 'editor', () => import('./pages/EditionsPage.vue')),
    page('/editions/:id(\\d+)', 'edition', 'editor', () => import('./pages/EditionPage.vue')),
    page('/audit', 'audit', 'auditor', () => import('./pages/AuditPage.vue')),
    page('/accounts', 'accounts', 'administrator', () => import('./pages/AccountsPage.vue')),
    page('/me', 'me', undefined, () => import('./pages/MePage.vue')),
    { path: '/:rest(.*)*', name: 'lost', component: () => import('./pages/LostPage.vue') },
  ],
})

const session = useSession()

function home(): { name: string } {
  if (session.isEditor.value) return { name: 'proposals' }
  return { name: session.isAdministrator.value ? 'accounts' : 'me' }
}

const doors: Record<Door, () => boolean> = {
  editor: () => session.isEditor.value,
  auditor: () => session.isAuditor.value,
  administrator: () => session.isAdministrator.value,
}

router.beforeEach(async (to) => {
  if (to.name === 'login') return true
  const fromHome = to.redirectedFrom?.name === 'home'
  try {
    if ((await session.resume()) === null) return { name: 'login', query: fromHome ? {} : { back: to.fullPath } }
  } catch (cause) {
    startFailure.value = asRefusal(cause)
    return false
  }
  if (fromHome && home().name !== to.name) return home() // who is here was not known when it was resolved
  if (session.isEditor.value) await useProposal().resume()
  const door = to.meta['door'] as Door | undefined
  return door === undefined || doors[door]() ? true : { name: 'me' }
})

client.onSignedOut = () => {
  const at = router.currentRoute.value
  if (session.session.value === null || at.name === 'login') return
  session.end()
  void router.push({ name: 'login', query: { back: at.fullPath, ended: '1' } })
}
