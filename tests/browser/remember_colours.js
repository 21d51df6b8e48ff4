// Axe, which is on the page, reads each colour from its words again and again, which took half of its time. A colour is
// the same whenever it is read, so from now on each is read once. What can't be read is tried, and complained of, anew.
() => {
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
}
