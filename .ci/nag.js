// The AwsSolutions pack of cdk-nag over synthesised templates: node .ci/nag.js TEMPLATE...
// Excuses stand in the templates, in the metadata of the resource, each with its reason (cdk/Constructs/Suppressions.cs).
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { App, Aspects, Stack } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { Annotations, Match } = require('aws-cdk-lib/assertions');
const { AwsSolutionsChecks } = require('cdk-nag');

let findings = 0;
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'sentinel-nag-'));
try {
  process.argv.slice(2).forEach((file, index) => {
    const template = JSON.parse(fs.readFileSync(file, 'utf8'));
    // What the toolkit adds for itself; CfnInclude knows no rules with functions of that kind.
    delete template.Rules;
    delete (template.Parameters || {}).BootstrapVersion;
    const copy = path.join(scratch, `${index}.json`);
    fs.writeFileSync(copy, JSON.stringify(template));
    const stack = new Stack(new App({ outdir: path.join(scratch, `out-${index}`) }), `Nag${index}`);
    new CfnInclude(stack, 'Template', { templateFile: copy });
    Aspects.of(stack).add(new AwsSolutionsChecks({ verbose: true, reports: false }));
    const annotations = Annotations.fromStack(stack);
    for (const found of [...annotations.findError('*', Match.anyValue()), ...annotations.findWarning('*', Match.anyValue())]) {
      findings++;
      console.log(`${file}: ${found.id.split('/').slice(3).join('/')}: ${String(found.entry.data).trim()}`);
    }
  });
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
if (findings > 0) {
  console.error(`${findings} findings of cdk-nag: mend them, or excuse them where the resource is made, with a reason.`);
  process.exit(1);
}
