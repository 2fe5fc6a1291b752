export { type Grade, type GradeScale, RatingFeature } from './grade-scale.js';
export { RatingReader } from './rating.reader.js';
export { RatingService } from './rating.service.js';
export { RatingsModule } from './ratings.module.js';
