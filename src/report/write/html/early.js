// The colours that the reader chose: `light`, `dark`, or those of the screen. What is dark stands in media rules, of the page
// and of its drawings, and a choice changes when these hold.
const colours = (() => {
  const KEY = 'threatline-colours';
  const rules = new Map();
  const collect = (list) => {
    for (const rule of list) {
      if (rule instanceof CSSMediaRule && rule.media.mediaText.includes('prefers-color-scheme')) {
        rules.set(rule, rule.media.mediaText);
      }
    }
  };
  const read = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  let choice = ['light', 'dark'].includes(read()) ? read() : 'auto';
  const apply = () => {
    for (const [rule, media] of rules) {
      rule.media.mediaText = { light: 'not all', dark: 'screen', auto: media }[choice];
    }
    document.documentElement.dataset.colours = choice;
  };
  document.documentElement.classList.add('js');
  for (const sheet of document.styleSheets) collect(sheet.cssRules);
  apply();
  return {
    get choice() { return choice; },
    next() {
      choice = { auto: 'light', light: 'dark', dark: 'auto' }[choice];
      try { localStorage.setItem(KEY, choice); } catch { /* then for this page only */ }
      apply();
    },
  };
})();
