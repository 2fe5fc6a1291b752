import tseslint from 'typescript-eslint';

/** Sizes that keep a file readable; see CONTRIBUTING. */
const sizes = {
  'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
  // Constructors are left out: what is injected is a list, not an argument.
  'no-restricted-syntax': [
    'error',
    {
      selector:
        'MethodDefinition[kind!="constructor"] > FunctionExpression[params.length>4], FunctionDeclaration[params.length>4], ArrowFunctionExpression[params.length>4]',
      message: 'More than four parameters: name them in an object.',
    },
  ],
  complexity: ['error', 12],
};

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'dist/',
      'artifacts/',
      'cache/',
      'coverage/',
      '.duebill/',
      'contracts/typechain/',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-globals': [
        'error',
        { name: 'parseFloat', message: 'No float touches money; see common/money.' },
      ],
      'prefer-const': 'error',
    },
  },
  { files: ['backend/**/*.ts', 'deploy/**/*.ts'], rules: sizes },
  {
    // A migration is one list of statements.
    files: ['backend/migrations/*.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    // What a person runs prints.
    files: ['scripts/**/*.ts'],
    rules: { ...sizes, 'no-console': 'off' },
  },
  {
    files: ['tests/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 400 }],
      'no-console': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // Raw answers of the database and of GraphQL are looked into field by field.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
