// Makes jira-issue-update-details.json of the schema that jira.js generates from Atlassian's OpenAPI document of REST v3:
//
//   npm install --no-save jira.js@6.2.0 zod@4.4.3 && node jira.mjs > jira-issue-update-details.json
//
// Attributes that the schema does not name are refused; two enumerations of it that are open may be anything. What is in `fields` Atlassian's document leaves open: each site has its own.
import { createRequire } from 'node:module';
import { IssueUpdateDetailsSchema } from 'jira.js/cloud';
import { z } from 'zod';

const version = name => createRequire(import.meta.url)(`${name}/package.json`).version;

// A loose object allows anything beside what it names.
const closed = ({ zodSchema, jsonSchema }) => {
  if (zodSchema._zod.def.type === 'object') jsonSchema.additionalProperties = false;
};

const { $schema, ...schema } = z.toJSONSchema(IssueUpdateDetailsSchema, { target: 'draft-4', unrepresentable: 'any', io: 'input', override: closed });
console.log(JSON.stringify({ $schema, title: `IssueUpdateDetails of jira.js ${version('jira.js')}, with zod ${version('zod')}`, ...schema }));
