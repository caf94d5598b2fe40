#define SG_VERSION "0.1.0"
