"""The connections screen, and the dialogs that connect an account and open the vault."""
