/** The loader's style inside its own shadow root. */
export const style = `
:host{all:initial}
*{box-sizing:border-box}
[hidden]{display:none!important}
.icon,.frame,.note button{font:15px/1.5 "PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif}
.icon{position:fixed;z-index:2147483000;right:max(24px,env(safe-area-inset-right));bottom:max(24px,env(safe-area-inset-bottom));display:flex;align-items:center;gap:8px;min-width:56px;height:56px;padding:5px 18px 5px 5px;border:0;border-radius:28px;color:#fff;background:var(--accent);box-shadow:0 2px 6px #0b1a3326,0 8px 24px #0b1a3333;cursor:pointer;font-weight:600;transition:transform .15s,box-shadow .15s}
.icon:hover{transform:translateY(-2px);box-shadow:0 4px 10px #0b1a3333,0 12px 32px #0b1a3340}
.icon:focus-visible,.note button:focus-visible{outline:3px solid #fff;outline-offset:-5px;box-shadow:0 0 0 3px var(--accent),0 8px 24px #0b1a3333}
.icon svg{width:46px;height:46px;flex:none}
.badge{position:absolute;top:-5px;right:-3px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;background:#c5221f;color:#fff;font-size:13px;line-height:22px;text-align:center;box-shadow:0 0 0 2px #fff;font-variant-numeric:tabular-nums}
.frame{position:fixed;z-index:2147483000;right:24px;bottom:24px;width:min(960px,100vw - 48px);height:min(720px,100vh - 48px);border-radius:16px;overflow:hidden;background:#fff;color:#1b2330;box-shadow:0 4px 16px #0b1a331f,0 16px 56px #0b1a333d;animation:rise .16s ease-out}
.frame.full{inset:0;width:auto;height:auto;border-radius:0;padding:env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left)}
iframe{display:block;width:100%;height:100%;border:0;visibility:hidden}
.up iframe{visibility:visible}
.up .note{display:none}
.note{position:absolute;inset:0;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:16px;padding:24px;text-align:center}
.note p{margin:0}
.note svg{width:64px;height:64px}
.note div{display:flex;gap:12px}
.note button{min-height:44px;padding:0 20px;border:1px solid var(--accent);border-radius:22px;background:none;color:var(--accent);cursor:pointer}
.guard{position:fixed;width:1px;height:1px;opacity:0}
@keyframes rise{from{opacity:0;transform:translateY(12px)}}
@media (max-width:767px),(max-height:519px){.icon{right:max(16px,env(safe-area-inset-right));bottom:max(16px,env(safe-area-inset-bottom));padding-right:14px}}
@media (prefers-color-scheme:dark){.frame{background:#171c24;color:#e6eaf0}.note button{color:inherit}}
@media (prefers-reduced-motion:reduce){.frame{animation:none}.icon{transition:none}.icon:hover{transform:none}}
@media print{.icon,.frame{display:none}}
`
