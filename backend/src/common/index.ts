export * from './assert.js';
export * from './calendar-date.js';
export * from './keyed-hash.js';
export * from './legal-id.js';
export * from './money.js';
export * from './party-roles.js';
export * from './refusal.js';
export * from './uuid.js';
