/** The client's version, which is the server's. */
export const VERSION = "0.1.0";
