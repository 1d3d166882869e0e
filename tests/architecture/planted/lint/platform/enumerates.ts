export enum Level {
  town,
  village,
}
