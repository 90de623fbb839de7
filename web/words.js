// Every text a person sees, Chinese first. The page's language is kept in a cookie that the server reads too.
export const words = {
  zh: {
    skip: '跳到内容', home: '最新', file: '我要反映', follow: '查进度', queue: '待办', mine: '我的', signIn: '登录', signOut: '退出', signUp: '注册',
    lang: 'English', latest: '最近的事项', none: '还没有事项。', more: '再看一些', loading: '正在读取…', offline: '连不上服务器，请检查网络后再试。',
    search: '查找', searchHint: '输入两个字以上，如“路灯”', place: '地点', county: '全区', street: '街道', community: '社区', compound: '小区或更细的地点（可不选）',
    choose: '请选择', text: '什么事', textHint: '只需写清楚什么事、在哪里。照片、定位都不要求。', title: '标题（可不填）', spot: '具体位置（可不填）',
    spotHint: '如“三号楼东侧路灯”', subject: '类别（可不选，系统会按内容归类）', urgency: '紧急程度', contact: '联系方式（可不填）', name: '称呼', phone: '电话',
    contactHint: '只有办理此事的社区及以上工作人员能看，每次查看都留痕。', anonymous: '匿名（不保存称呼和电话）', private: '不公开（只有您和办理人员能看）',
    share: '也可以告诉', send: '提交', sending: '正在提交…', filed: '已收到', filedHint: '请保存编号和查询链接，凭链接可以查进度、补充、评价是否解决：',
    receipt: '回执', receiptHint: '记录号与指纹，用于日后核对此事没有被删改：', number: '编号', token: '查询码', open: '打开',
    due: '到期', provisional: '暂定', overdueSince: '已超期', at: '提交', holder: '承办', level: '层级', history: '办理过程', clock: '期限怎样算出来的',
    looks: '谁看过联系方式', look: '查看联系方式', why: '事由', hidden: '（内容不公开）', doIt: '办理', note: '说明', refusal: '理由', org: '组织编号（可不填）', person: '人员编号（可不填）',
    levelTo: '到哪一级', openText: '说明对所有人公开', ok: '确定', cancel: '取消', account: '用户名或电话', password: '密码', signInHint: '居民不登录也可以反映和查询。',
    newAccount: '还没有账号？', haveAccount: '已有账号？', order: '排序', newest: '最新', urgent: '最急', state: '状态', any: '全部', export: '下载表格', counts: '统计',
    from: '从', to: '到', filedN: '提交', closedN: '办结', refusedN: '不予受理', raisedStreet: '上报到街道', raisedCounty: '上报到区', lowRate: '不出社区率', inTime: '按期结案率',
    median: '办理时长中位数', p90: '九成在此时长内', days: '天', hours: '工作小时', minutes: '工作分钟', puzzle: '反映较多，正在做一道验证题，请稍候…', door: '请找',
    article: '依据', by: '经办', seenSince: '在您查看之后已有他人处理，请看最新情况后再办。', invite: '使用邀请链接', newPassword: '设置密码（至少 8 位）', invited: '请设置密码后登录。',
    about: '主办', nothing: '没有找到。', searched: '已查 {n} 件，可继续', anyone: '无需账号', password2: '再输一次', differ: '两次输入不同', verify: '核对回执', proof: '公开的核对材料',
  },
  en: {
    skip: 'Skip to content', home: 'Latest', file: 'Report', follow: 'Follow', queue: 'Queue', mine: 'Mine', signIn: 'Sign in', signOut: 'Sign out', signUp: 'Sign up',
    lang: '中文', latest: 'Latest matters', none: 'Nothing yet.', more: 'More', loading: 'Loading…', offline: 'The server cannot be reached. Check the network and try again.',
    search: 'Search', searchHint: 'two characters or more', place: 'Place', county: 'Whole district', street: 'Street', community: 'Community', compound: 'Compound or nearer (optional)',
    choose: 'Choose', text: 'What is it?', textHint: 'Say what it is and where. No photo, no position needed.', title: 'Title (optional)', spot: 'Where exactly (optional)',
    spotHint: 'e.g. the lamp east of building 3', subject: 'Subject (optional: found from your words)', urgency: 'Urgency', contact: 'How to reach you (optional)', name: 'Name', phone: 'Phone',
    contactHint: 'Only staff of the community or above who handle this can open it; every look is recorded.', anonymous: 'Anonymous (name and phone are not kept)', private: 'Private (only you and those who handle it)',
    share: 'May also be told', send: 'Send', sending: 'Sending…', filed: 'Received', filedHint: 'Keep the number and the link: with it you can follow, add, and say whether it is settled:',
    receipt: 'Receipt', receiptHint: 'Entry number and fingerprint, to check later that nothing was removed or rewritten:', number: 'Number', token: 'Follow-up code', open: 'Open',
    due: 'due', provisional: 'provisional', overdueSince: 'overdue', at: 'filed', holder: 'with', level: 'level', history: 'History', clock: 'How the due moment came about',
    looks: 'Who opened the contact', look: 'Open contact', why: 'Why', hidden: '(not public)', doIt: 'Do', note: 'Text', refusal: 'Reason', org: 'Organisation id (optional)', person: 'Person id (optional)',
    levelTo: 'To which level', openText: 'Everybody may read the text', ok: 'OK', cancel: 'Cancel', account: 'Name or phone', password: 'Password', signInHint: 'Residents can report and follow without signing in.',
    newAccount: 'No account yet?', haveAccount: 'Have an account?', order: 'Order', newest: 'newest', urgent: 'most urgent', state: 'State', any: 'all', export: 'Download', counts: 'Figures',
    from: 'From', to: 'To', filedN: 'filed', closedN: 'closed', refusedN: 'refused', raisedStreet: 'raised to street', raisedCounty: 'raised to district', lowRate: 'settled in the community', inTime: 'closed in time',
    median: 'median time', p90: 'nine of ten within', days: 'days', hours: 'working hours', minutes: 'working minutes', puzzle: 'Many reports just now: solving a small puzzle, please wait…', door: 'Please turn to',
    article: 'Basis', by: 'by', seenSince: 'Others acted after you looked. See how it stands now.', invite: 'Use the invitation link', newPassword: 'Set a password (8 or more)', invited: 'Set a password, then sign in.',
    about: 'Operator', nothing: 'Nothing found.', searched: 'Searched {n} so far, go on', anyone: 'no account needed', password2: 'Once more', differ: 'The two differ', verify: 'Check the receipt', proof: 'Public material for checking',
  },
};

export const verbs = {
  accept: ['受理', 'Accept'], refuse: ['不予受理', 'Refuse'], assign: ['交办', 'Assign'], invite: ['邀请协办', 'Invite'], sign: ['协办完成', 'Sign off'], note: ['记录', 'Note'],
  answer: ['答复', 'Answer'], close: ['办结', 'Close'], reopen: ['没解决，重新办理', 'Not settled: reopen'], withdraw: ['撤回', 'Withdraw'], raise: ['上报', 'Raise'], lower: ['下派', 'Lower'],
  pause: ['暂停计时', 'Pause'], resume: ['恢复计时', 'Resume'], hide: ['不公开', 'Hide'], show: ['恢复公开', 'Show'], file: ['提交', 'Filed'], return: ['退回待办', 'Returned'],
  overdue: ['超期', 'Overdue'], recompute: ['重算期限', 'Due moment recomputed'], look: ['查看联系方式', 'Open contact'],
};
export const states = {
  filed: ['已提交', 'filed'], accepted: ['已受理', 'accepted'], working: ['办理中', 'in hand'], answered: ['已答复', 'answered'], closed: ['已办结', 'closed'], refused: ['不予受理', 'refused'], withdrawn: ['已撤回', 'withdrawn'],
};
export const levels = { compound: ['小区', 'compound'], community: ['社区', 'community'], street: ['街道', 'street'], county: ['区', 'district'] };
export const urgencies = { normal: ['一般', 'normal'], urgent: ['紧急', 'urgent'], critical: ['危急', 'critical'] };
// What each deed's form asks; the server says which deeds are possible (`can`).
export const asks = {
  accept: ['text'], refuse: ['refusal', 'text'], assign: ['org', 'person', 'text'], invite: ['org', 'text'], sign: ['text'], note: ['text', 'open'], answer: ['text'], close: ['text'],
  reopen: ['text'], withdraw: ['text'], raise: ['text'], lower: ['level', 'text'], pause: ['text'], resume: ['text'], hide: ['text'], show: ['text'],
};
