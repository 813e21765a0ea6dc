;; What the tests need of Emacs, loaded before the lines of the documentation that are tried.  -*- lexical-binding: t -*-

;; -Q leaves out Debian's start files, and with them the packages that apt installed.
(require 'package)
(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
(package-initialize)

(setq make-backup-files nil
      auto-save-default nil
      create-lockfiles nil
      inhibit-startup-screen t
      ring-bell-function #'ignore)
(set-language-environment "UTF-8")
