import { DefaultNamingStrategy } from 'typeorm';

/** Columns are named after their property in snake_case, unless the entity says otherwise. */
export class SnakeCaseNaming extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? propertyName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}
