/// Benchmarks of Lode beside its peers: `lode bench NAME`.
@org.jspecify.annotations.NullMarked
package dev.lode.bench;
