// Axe with less to do, and nothing less asked. Its objects have private fields, which are kept in weak maps; those take
// longer than its work, in themselves and each time memory is tidied. Here each of them is a property of the object.
const WeakSet = class {
  #key = Symbol();
  has(one) { return this.#key in one }
  add(one) { one[this.#key] = true; return this }
};
const WeakMap = class extends WeakSet {
  #key = Symbol();
  has(one) { return this.#key in one }
  get(one) { return one[this.#key] }
  set(one, content) { one[this.#key] = content; return this }
  delete(one) { return delete one[this.#key] }
};
AXE_ITSELF;

// And it reads each colour from its words again and again, which took half of its time. A colour is the same whenever it
// is read, so from now on each is read once. What can't be read is tried, and complained of, anew.
const { prototype } = axe.commons.color.Color;
const { parseString } = prototype;
const read = new Map();
prototype.parseString = function (words) {
  if (!read.has(words)) {
    parseString.call(this, words);
    read.set(words, [this.r, this.g, this.b, this.alpha]);
  }
  [this.r, this.g, this.b, this.alpha] = read.get(words);
  return this;
};
