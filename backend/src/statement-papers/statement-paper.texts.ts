import { PaperLanguage } from '../papers/index.js';

const EN = {
  title: 'Statement of account',
  supplier: 'Supplier',
  buyer: 'Buyer',
  asOf: 'As of',
  currency: 'Currency',
  issued: 'Issued (UTC)',
  status: 'State',
  balance: 'Balance',
  ISSUED: 'Sent, not answered yet',
  AGREED: 'Acknowledged by the buyer',
  DIFFERING: 'The buyer has other figures',
  RESOLVED: 'Differences settled line by line',
  movements: 'Movements',
  opening: 'Opening balance',
  CONFIRMED: 'Receivables confirmed',
  PAID: 'Payments',
  PAYMENT_REVERSED: 'Payments reversed',
  CREDITED: 'Credit notes',
  WRITTEN_OFF: 'Written off',
  count: 'Number',
  amount: 'Amount',
  ageing: 'Ageing (days past due)',
  NOT_DUE: 'Not due',
  DAYS_1_TO_30: '1 to 30',
  DAYS_31_TO_60: '31 to 60',
  DAYS_61_TO_90: '61 to 90',
  OVER_90_DAYS: 'Over 90',
  items: 'Open items',
  number: 'Invoice',
  dueDate: 'Due date',
  pastDue: 'Days past due',
  open: 'Open',
  total: 'Total',
  notPrinted: (printed: string, all: string): string =>
    `The first ${printed} of ${all} items are printed. All are in the list behind the hash below.`,
  code: 'Verification code',
  check:
    'To check this statement, ask Duebill for statementByCode with the code above, or a member of the network to. ' +
    'Balance, day and the hash of the items that the ledger holds must be those printed here. Each single item can ' +
    'be proved against this hash.',
  id: 'Statement',
  root: 'Hash of the items',
  page: (page: number, pages: number): string => `Page ${page} of ${pages}`,
} as const;

type Texts = {
  readonly [Key in keyof typeof EN]: (typeof EN)[Key] extends string ? string : (typeof EN)[Key];
};

const ZH: Texts = {
  title: '往来对账单',
  supplier: '供应商',
  buyer: '买方',
  asOf: '截止日期',
  currency: '币种',
  issued: '出具时间（UTC）',
  status: '状态',
  balance: '余额',
  ISSUED: '已发送，尚未答复',
  AGREED: '买方已确认',
  DIFFERING: '买方账面金额不一致',
  RESOLVED: '差异已逐笔核对一致',
  movements: '本期变动',
  opening: '期初余额',
  CONFIRMED: '已确认应收账款',
  PAID: '付款',
  PAYMENT_REVERSED: '付款冲回',
  CREDITED: '红字（贷项）通知',
  WRITTEN_OFF: '核销',
  count: '笔数',
  amount: '金额',
  ageing: '账龄（逾期天数）',
  NOT_DUE: '未到期',
  DAYS_1_TO_30: '1 至 30 天',
  DAYS_31_TO_60: '31 至 60 天',
  DAYS_61_TO_90: '61 至 90 天',
  OVER_90_DAYS: '90 天以上',
  items: '未结清明细',
  number: '发票号码',
  dueDate: '到期日',
  pastDue: '逾期天数',
  open: '未结清金额',
  total: '合计',
  notPrinted: (printed, all) =>
    `共 ${all} 笔，此处列印前 ${printed} 笔；全部明细见下方哈希值所对应的清单。`,
  code: '验证码',
  check:
    '核验方法：以上述验证码在 Duebill 查询 statementByCode，或请网络成员代为查询。' +
    '账本所载的余额、日期及明细哈希值应与本单所印一致；每一笔明细均可凭该哈希值单独证明。',
  id: '对账单编号',
  root: '明细哈希值',
  page: (page, pages) => `第 ${page} 页，共 ${pages} 页`,
};

export type PaperTexts = Texts;

export const PAPER_TEXTS: Readonly<Record<PaperLanguage, Texts>> = {
  [PaperLanguage.EN]: EN,
  [PaperLanguage.ZH]: ZH,
};
