using Amazon.CDK;

// Only the empty app so far: the stacks follow, one construct a file.
new App().Synth();
