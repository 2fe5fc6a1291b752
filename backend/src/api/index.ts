export * from './connection.js';
export * from './domain-error.type.js';
export * from './scalars.js';
