/// A node in one process: what it is opened with, what it answers, and how its ledgers are read
/// back.
package dev.lode.node;
