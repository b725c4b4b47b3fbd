import js from "@eslint/js";
import globals from "globals";

const rules = {
  eqeqeq: "error",
  "no-var": "error",
  "prefer-const": "error",
  "max-lines": ["error", 400],
  "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
};

export default [
  js.configs.recommended,
  { files: ["static/js/**/*.js"], languageOptions: { globals: globals.browser }, rules },
  {
    files: ["musrenbang/offline/worker.js"],
    languageOptions: {
      sourceType: "script",
      globals: { ...globals.serviceworker, KNOWN: "readonly" },
    },
    rules,
  },
  {
    files: ["tests/js/**/*.js"],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: { ...rules, "max-lines-per-function": "off" },
  },
];
