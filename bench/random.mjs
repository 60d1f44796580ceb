/**
 * Picks from lists, the same for the same seed: the linear congruential generator of Numerical Recipes.
 *
 * @param {number} seed
 */
export function picker(seed) {
  let state = seed;
  return (list) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return list[Math.floor((state / 4_294_967_296) * list.length)];
  };
}
