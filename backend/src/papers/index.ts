export { type ChartOption, type ChartSize, chartSvg } from './chart.js';
export { PaperLanguage, printAmount, printCount, printInstant } from './printing.js';
export { type Column, Sheet } from './sheet.js';
export { firstBits, readVerificationCode, verificationCodeOf } from './verification-code.js';
