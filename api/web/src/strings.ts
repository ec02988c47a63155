/*
 * Every word that people read in the window or on the icon. Two catalogues, so that the loader carries its own few only.
 */

export const loaderStrings = {
  icon: '征纳互动',
  openWindow: '打开征纳互动窗口',
  unread: (count: number) => `，${count}条未读消息`,
  windowTitle: '征纳互动',
  opening: '正在打开征纳互动…',
  notOpened: '窗口没有打开，请检查网络后重试。',
  retry: '重试',
  putAway: '收起',
  // For whoever runs the host page, in the browser's console.
  originRefused: (origin: string) =>
    `悦悦：${origin} 没有获准嵌入窗口。请把它写进悦悦的配置 web.origins（环境变量 YUEYUE_WEB_ORIGINS），然后重启悦悦。`,
}

export const widgetStrings = {
  // Window
  title: '征纳互动',
  subtitle: '智能助手悦悦为您服务',
  avatar: '悦悦',
  trending: '热点推荐',
  packages: '问答套餐',
  quickLinks: '快捷入口',
  largeType: '大字版',
  minimize: '最小化',
  close: '关闭',
  menu: '菜单',
  back: '返回',
  more: '更多',
  cancel: '取消',
  retry: '重试',
  skipToInput: '跳到输入框',

  // Greeting
  greetingLead: '您好，我是悦悦，请问有什么可以帮您？',
  greetingRest: '我是智能助手，可以为您查找税费政策和办理指引，并附上依据。您可以直接输入问题，也可以从下面选一个：',
  hotQuestions: '大家都在问',
  greetingPlain: '我是智能助手，可以为您查找税费政策和办理指引，并附上依据。请在下方直接输入您的问题。',

  // Messages
  log: '会话内容',
  loadMore: '加载更多',
  loadingMore: '正在加载…',
  loadMoreFailed: '更早的消息没有加载出来',
  you: '您',
  yueyue: '悦悦',
  agent: '税务人员',
  system: '系统提示',
  says: (who: string) => `${who}说：`,
  searching: '悦悦正在查找依据…',
  newMessages: '有新消息',
  toNewest: '回到最新消息',
  sending: '发送中',
  notSent: '没有发送成功',
  notReached: '没有发送成功，连接恢复后自动重发',
  waitingForNetwork: '网络恢复后自动发送',
  waitingForSession: '重新登录后自动发送',
  edit: '编辑',
  editHint: '放回输入框修改',
  announceAnswer: (text: string) => `悦悦回复：${text}`,
  announceMore: '更早的消息已加载。',
  announceSuggestions: (count: number) => `有${count}个相关问题可以选择。`,
  announceNotSent: '消息没有发送成功，内容已保留，可以重试。',

  // Answers
  basis: '依据',
  basisCount: (count: number) => `${count}条`,
  documentNumber: '文号',
  clause: '条款',
  validity: '规定有效期',
  status: {
    inForce: '全文有效',
    partlyRepealed: '条款失效',
    repealed: '全文废止',
    notYetInForce: '尚未施行',
    inForceThen: '当时有效',
    expired: '已执行到期',
  },
  pointsNote: '以上答复为要点，条文以文件原文为准。',
  quote: '原文',
  source: '查看官方原文',
  newTab: '（在新窗口打开）',
  related: '相关问题',
  maybeAsking: '您是不是想问',
  pleaseChoose: '请选择',
  useful: '有用',
  useless: '无用',
  voteGroup: '这条答复对您有用吗',
  voteThanks: '感谢您的反馈',
  voteFailed: '评价没有提交成功',
  reasonTitle: '哪里没有帮到您？（选填）',
  reasons: ['答非所问', '内容看不懂', '政策已过时', '没有解决问题'],
  reasonPlaceholder: '也可以补充说明',
  reasonSend: '提交',
  reasonSkip: '不填了',
  reasonThanks: '已收到，我们会继续改进',

  // Dates
  yesterday: '昨天',
  year: (year: number) => `${year}年`,
  monthDay: (month: number, day: number) => `${month}月${day}日`,
  validBetween: (from: string, to: string) => `${from}至${to}`,
  validFrom: (from: string) => `自${from}起`,
  validUntil: (to: string) => `至${to}止`,

  // Input
  input: '输入您的问题',
  placeholder: '请输入您要咨询的问题',
  send: '发送',
  sendHint: 'Enter 发送，Shift + Enter 换行',
  left: (count: number) => `还可输入${count}字`,
  over: (count: number) => `超出${count}字，请精简后发送`,

  // Panels
  trendingIntro: '大家最近常问的问题，点一下就有答案。',
  trendingEmpty: '暂时没有热点问题，您可以直接输入想问的内容。',
  packagesIntro: '按办事场景整理的常见问题。',
  packagesEmpty: '暂时没有问答套餐，您可以直接输入想问的内容。',
  packageEmpty: '这个套餐里还没有问题，您可以直接输入想问的内容。',
  packageCount: (count: number) => `${count}个问题`,
  backToPackages: '全部套餐',
  linksIntro: '常用的系统和页面，在新窗口打开。',
  linksEmpty: '暂时没有快捷入口。',
  allLinks: '全部快捷入口',
  otherLinks: '其他',
  loading: '正在加载',
  listFailed: '内容没有加载出来',

  // Connection and trouble
  offline: '网络已断开，您输入的内容会保留，恢复后自动发送。',
  startFailed: '之前的会话没有加载出来，您仍可以直接提问。',
  sessionEnded: '登录状态已失效，请在页面上重新登录后继续。您输入的内容已保留。',
  unknownTrouble: '服务暂时不可用，请稍后再试。',
  requestId: (id: string) => `（编号 ${id}）`,

  // Closing
  closeTitle: '还有没发出去的内容',
  closeText: '关闭窗口后，没有发送的内容不会保留。',
  closeAnyway: '仍要关闭',
  stay: '继续咨询',
  endedTitle: '本次咨询已结束',
  endedText: '感谢您的使用，再见。',
  startAgain: '开始新的咨询',
}
