/** For `node --import`: prints on stderr, when the process ends, the most memory that it had. */
process.on('exit', () => {
  process.stderr.write(`\npeak ${process.resourceUsage().maxRSS} KB\n`);
});
