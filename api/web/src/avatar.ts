/**
 * 悦悦, drawn by ourselves on a 48 × 48 ground. Shapes instead of markup, so that the loader can build them on pages that
 * forbid innerHTML and the window can render them as elements.
 */
export const avatarShapes: readonly (readonly [tag: string, attributes: Readonly<Record<string, string>>])[] = [
  ['circle', { cx: '24', cy: '24', r: '24', fill: '#ffe6cf' }],
  ['path', { fill: '#2c2b40', d: 'M11.5 26c0-9 5-15.2 12.5-15.2S36.5 17 36.5 26v7.5c0 1.9-1.4 3.3-3.3 3.3H14.8c-1.9 0-3.3-1.4-3.3-3.3z' }],
  ['path', { fill: '#1d4f9f', d: 'M8.2 42.1c2.6-3.7 8.4-5.5 15.8-5.5s13.2 1.8 15.8 5.5a24 24 0 0 1-31.6 0z' }],
  ['path', { fill: '#f6c49c', d: 'M21 31h6v5.5L24 40l-3-3.5z' }],
  ['path', { fill: '#fff', d: 'M18.6 36.4 21 35.6l3 4.4 3-4.4 2.4.8-2.6 5.2L24 40l-2.8 1.6z' }],
  ['path', { fill: '#f0803c', d: 'm24 40 1.9 2.3L24 47.8l-1.9-5.5z' }],
  ['ellipse', { cx: '24', cy: '25.3', rx: '9.3', ry: '9.7', fill: '#ffdabb' }],
  ['path', { fill: '#2c2b40', d: 'M14.4 25.2c-.3-8 4-12.2 9.7-12.2 5.6 0 9.8 4.2 9.5 12.2-3.6-.9-5.6-2.8-6.5-5.2-2.4 3.3-7 5.1-12.7 5.2z' }],
  ['ellipse', { cx: '20.3', cy: '27.4', rx: '1.2', ry: '1.5', fill: '#2c2b40' }],
  ['ellipse', { cx: '27.7', cy: '27.4', rx: '1.2', ry: '1.5', fill: '#2c2b40' }],
  ['circle', { cx: '17.8', cy: '30.2', r: '1.6', fill: '#ffb99c' }],
  ['circle', { cx: '30.2', cy: '30.2', r: '1.6', fill: '#ffb99c' }],
  ['path', { fill: 'none', stroke: '#b4533a', 'stroke-width': '1.2', 'stroke-linecap': 'round', d: 'M21.6 30.9c1.4 1.5 3.4 1.5 4.8 0' }],
  ['path', { fill: 'none', stroke: '#f0803c', 'stroke-width': '2', d: 'M12.4 25c0-8.6 4.7-14.7 11.6-14.7S35.6 16.4 35.6 25' }],
  ['path', { fill: '#f0803c', d: 'M12.5 23.6c1.2 0 2 .8 2 1.9v3.3c0 1.1-.8 1.9-2 1.9s-2-.8-2-1.9v-3.3c0-1.1.8-1.9 2-1.9zm23 0c1.2 0 2 .8 2 1.9v3.3c0 1.1-.8 1.9-2 1.9s-2-.8-2-1.9v-3.3c0-1.1.8-1.9 2-1.9z' }],
  ['path', { fill: 'none', stroke: '#f0803c', 'stroke-width': '1.3', d: 'M35.6 30.5c0 2.7-2.2 4-5 4' }],
  ['circle', { cx: '30.1', cy: '34.5', r: '1.3', fill: '#f0803c' }],
]
