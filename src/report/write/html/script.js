(() => {
  'use strict';
  const one = (selector, inside = document) => inside.querySelector(selector);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const main = one('main');
  const filter = one('.filter');
  const make = (tag, text = '', properties = {}) => Object.assign(document.createElement(tag), { textContent: text }, properties);
  const button = (text, act) => {
    const made = make('button', text, { type: 'button' });
    made.addEventListener('click', act);
    return made;
  };
  const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
  const headingOf = (section) => {
    const heading = one(':scope > :is(h2, h3, h4, h5, h6)', section);
    return heading ? heading.textContent.replace(/#$/, '').trim() : '';
  };
  const target = () => {
    try { return document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return null; }
  };

  // Colours.
  const choose = one('.colours');
  const nameColours = () => {
    const name = { auto: 'Auto', light: 'Light', dark: 'Dark' }[colours.choice];
    choose.textContent = name;
    choose.setAttribute('aria-label', `Colours: ${name}`);
    choose.title = 'Colours: as the screen, light or dark';
  };
  choose.addEventListener('click', () => { colours.next(); nameColours(); });
  nameColours();

  // Navigation: folding, the menu of narrow screens, and where the reader is.
  const nav = one('.sections');
  const menu = one('.menu');
  const openMenu = (open) => {
    nav.classList.toggle('open', open);
    menu.setAttribute('aria-expanded', String(open));
  };
  menu.addEventListener('click', () => openMenu(menu.getAttribute('aria-expanded') !== 'true'));
  nav.addEventListener('click', (event) => { if (event.target.closest('a')) openMenu(false); });
  const fold = (item, open) => { const knob = item && one('.fold', item); if (knob) knob.setAttribute('aria-expanded', String(open)); };
  for (const knob of all('.fold', nav)) {
    fold(knob.parentElement, false);
    knob.addEventListener('click', () => {
      knob.dataset.touched = '';
      fold(knob.parentElement, knob.getAttribute('aria-expanded') !== 'true');
    });
  }
  const stops = all('a', nav).map((link) => ({ link, section: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
    .filter(({ section }) => section);
  const groupOf = (link) => link.closest('.sections > ul > li');
  let current = null;
  const follow = () => {
    const line = 130 + (filter && filter.getBoundingClientRect().top < 100 ? filter.offsetHeight : 0);
    const shown = stops.filter(({ section }) => section.getClientRects().length > 0);
    const passed = shown.filter(({ section }) => section.getBoundingClientRect().top <= line);
    // The last sections may be too short to reach the top; then the one that was asked for counts.
    const ended = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const asked = ended && shown.find(({ section }) => section === target() && section.getBoundingClientRect().top < innerHeight);
    const link = (asked || passed.at(-1) || shown[0])?.link;
    if (!link || link === current) return;
    const before = current && groupOf(current);
    if (before && before !== groupOf(link) && one('.fold', before)?.dataset.touched === undefined) fold(before, false);
    current?.removeAttribute('aria-current');
    link.setAttribute('aria-current', 'location');
    current = link;
    if (one('.fold', groupOf(link))?.dataset.touched === undefined) fold(groupOf(link), true);
    const [box, room] = [link.getBoundingClientRect(), nav.getBoundingClientRect()];
    if (box.top < room.top + 40 || box.bottom > room.bottom - 40) nav.scrollTop += box.top - room.top - room.height / 3;
  };
  addEventListener('hashchange', () => requestAnimationFrame(follow));
  let waiting = false;
  addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }, { passive: true });

  // Tables that fit do not scroll; then their headers can stay in sight.
  const tables = all('.table');
  const fit = () => {
    const fits = tables.map((table) => table.firstElementChild.offsetWidth <= table.clientWidth);
    tables.forEach((table, at) => {
      table.classList.toggle('fits', fits[at]);
      table.tabIndex = fits[at] ? -1 : 0;
    });
  };
  new ResizeObserver(fit).observe(main);

  // The filter of the threats.
  const reveal = (element) => {
    if (filter && element?.closest('.out')) { filter.reset(); }
  };
  if (filter) {
    const section = filter.parentElement;
    const threats = all('[data-severity]', section).map((element) => ({ element, text: null }));
    const groups = all('section', section).filter((group) => one('[data-severity]', group));
    const output = one('output', filter);
    const show = (element, shown) => { element.hidden = !shown; element.classList.toggle('out', !shown); };
    const apply = () => {
      const wanted = Object.fromEntries(new FormData(filter));
      const asked = words(wanted.words);
      const facets = ['severity', 'category', 'status'].filter((facet) => wanted[facet]);
      let count = 0;
      for (const threat of threats) {
        const { element } = threat;
        if (asked.length > 0) threat.text ??= element.textContent.toLowerCase();
        const shown = facets.every((facet) => element.dataset[facet] === wanted[facet])
          && asked.every((word) => threat.text.includes(word));
        show(element, shown);
        count += shown;
      }
      for (const group of groups) show(group, one('[data-severity]:not(.out)', group) !== null);
      output.textContent = `${count} of ${threats.length} threats`;
      filter.toggleAttribute('data-active', count < threats.length);
      follow();
    };
    const measure = () => section.style.setProperty('--filter', `${getComputedStyle(filter).position === 'sticky' ? filter.offsetHeight : 0}px`);
    filter.addEventListener('input', apply);
    filter.addEventListener('submit', (event) => event.preventDefault());
    // A reset is told before it happens.
    filter.addEventListener('reset', () => setTimeout(apply));
    new ResizeObserver(measure).observe(filter);
    addEventListener('hashchange', () => {
      const hidden = target()?.closest('.out');
      if (hidden) {
        filter.reset();
        setTimeout(() => target()?.scrollIntoView());
      }
    });
    filter.hidden = false;
    apply();
  }

  // Searching the whole document: what has a heading or an id first, then texts.
  const search = one('.search');
  const field = one('input', search);
  const found = one('.found');
  const MOST = 30;
  let index = null;
  let hits = [];
  let chosen = -1;
  const entry = (element, title, kind, text = '') => ({ element, title, kind, text, lower: title.toLowerCase(), lowerText: text.toLowerCase() });
  const ownText = (section) => [...section.children].filter((child) => !child.matches('section, article, h2, h3, h4, h5, h6, form'))
    .map((child) => child.textContent.replace(/\s+/g, ' ').trim()).join(' ');
  const build = () => {
    const sections = all('section[id], article[id]', main).map((section) => entry(
      section, headingOf(section), section.matches('article') ? 'Threat' : 'Section', ownText(section)));
    const rows = all('tr[id]', main).map((row) => {
      const cells = [...row.cells].slice(0, 2).map((cell) => cell.textContent.trim()).filter(Boolean);
      return entry(row, cells.join(': '), one('caption', row.closest('table'))?.textContent ?? 'Table');
    });
    const lists = all('.list[id]', main).map((list) => entry(list, one('.label', list)?.textContent ?? '', 'List'));
    const figures = all('figure[id]', main).map((figure) => entry(figure, one('figcaption span', figure).textContent, 'Picture'));
    return [...sections, ...rows, ...lists, ...figures].filter(({ title }) => title);
  };
  const excerpt = ({ text, lowerText }, asked) => {
    const at = Math.max(0, lowerText.indexOf(asked[0]) - 40);
    return `${at > 0 ? '…' : ''}${text.slice(at, at + 130)}…`;
  };
  const lookUp = () => {
    const asked = words(field.value);
    index ??= build();
    const has = (text) => asked.every((word) => text.includes(word));
    const phrase = asked.join(' ');
    // A name or an id in full, then the beginning of one, then anywhere.
    const rank = ({ lower }) => {
      const names = lower.split(': ');
      return names.includes(phrase) ? 0 : names.some((name) => name.startsWith(phrase)) ? 1 : 2;
    };
    const titles = index.filter(({ lower }) => has(lower)).sort((a, b) => rank(a) - rank(b));
    const texts = index.filter(({ lower, lowerText }) => !has(lower) && has(lowerText));
    hits = asked.length === 0 ? [] : [...titles, ...texts].slice(0, MOST);
    found.replaceChildren(...hits.map((hit, at) => {
      const item = make('li', '', { id: `ui:found:${at}`, role: 'option' });
      const kind = titles.includes(hit) ? hit.kind : `${hit.kind}: ${excerpt(hit, asked)}`;
      item.append(make('span', hit.title), make('span', kind, { className: 'kind' }));
      item.setAttribute('role', 'option');
      item.addEventListener('mousedown', (event) => { event.preventDefault(); go(hit); });
      return item;
    }));
    if (asked.length > 0 && hits.length === 0) found.append(make('li', 'Nothing found.'));
    open(asked.length > 0);
    select(hits.length > 0 ? 0 : -1);
  };
  const open = (shown) => {
    found.hidden = !shown;
    field.setAttribute('aria-expanded', String(shown));
  };
  const select = (at) => {
    chosen = at;
    [...found.children].forEach((item, place) => item.setAttribute?.('aria-selected', String(place === at)));
    if (at < 0) return field.removeAttribute('aria-activedescendant');
    field.setAttribute('aria-activedescendant', `ui:found:${at}`);
    found.children[at].scrollIntoView({ block: 'nearest' });
  };
  const go = ({ element }) => {
    open(false);
    field.blur();
    openMenu(false);
    const hidden = element.closest('.out') !== null;
    reveal(element);
    setTimeout(() => {
      location.hash = `#${encodeURIComponent(element.id)}`;
      if (hidden) element.scrollIntoView();
      element.tabIndex = -1;
      element.focus({ preventScroll: true });
    });
  };
  field.addEventListener('input', lookUp);
  field.addEventListener('focus', () => { if (field.value) lookUp(); });
  field.addEventListener('blur', () => open(false));
  field.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length > 0) {
      event.preventDefault();
      select((chosen + step + hits.length) % hits.length);
    } else if (event.key === 'Escape') {
      field.value = '';
      open(false);
      field.blur();
    }
  });
  search.addEventListener('submit', (event) => {
    event.preventDefault();
    if (hits[chosen]) go(hits[chosen]);
  });
  addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, select, textarea, dialog');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus({ preventScroll: true });
      field.select();
    } else if (event.key === 'Escape') openMenu(false);
  });

  // Pictures at any size, over the page.
  const enlarge = (figure) => {
    const home = one('.picture', figure);
    const drawing = one('svg', home);
    const title = one('figcaption span', figure).textContent;
    const dialog = make('dialog');
    const sheet = make('div', '', { className: 'sheet', tabIndex: 0 });
    const tools = make('div', '', { className: 'tools' });
    const natural = drawing.viewBox.baseVal.width;
    let width = natural;
    const resize = (to) => { width = Math.max(160, Math.min(to, natural * 6)); drawing.style.width = `${width}px`; };
    const fitted = () => {
      const { width: across, height } = drawing.viewBox.baseVal;
      resize(Math.min(sheet.clientWidth - 24, (sheet.clientHeight - 24) * across / height));
    };
    tools.append(make('span', title), button('Smaller', () => resize(width / 1.25)), button('Larger', () => resize(width * 1.25)),
      button('Fit', fitted), button('Close', () => dialog.close()));
    dialog.setAttribute('aria-label', title);
    dialog.append(tools, sheet);
    sheet.append(drawing);
    dialog.addEventListener('click', (event) => { if (event.target.closest('svg a')) dialog.close(); });
    dialog.addEventListener('close', () => {
      drawing.style.width = '';
      home.append(drawing);
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
    resize(natural);
  };
  for (const picture of all('figure > .picture')) {
    const figure = picture.parentElement;
    one('figcaption', figure).append(button('Enlarge', () => enlarge(figure)));
  }

  for (const control of [choose, menu, search, ...all('.fold')]) control.hidden = false;
  follow();
})();
